-- Score, level and rank of a network at a month end, and the score a year before.
-- Parameters: as_of, network_id.
select
    f.*,
    b.score as score_before
from core.month as m
inner join marts.fragility as f on m.as_of = f.as_of
left join marts.fragility as b on m.from_12m = b.as_of and f.network_id = b.network_id
where m.as_of = $as_of and f.network_id = $network_id
