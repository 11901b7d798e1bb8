-- Indicators of the score, set between their goalposts, at a month end and a year before.
-- Parameter: as_of.
select
    case when s.as_of = m.as_of then 'now' else 'before' end as moment,
    s.as_of,
    s.network_id,
    s.dimension,
    s.indicator_id,
    s.status,
    s.value,
    s.safe,
    s.critical,
    s.score
from core.month as m
inner join marts.fragility_indicator as s on s.as_of in (m.as_of, m.from_12m)
where m.as_of = $as_of
order by s.as_of, s.network_id, s.indicator_id
