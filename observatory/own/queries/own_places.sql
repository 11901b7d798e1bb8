-- Figures of a network at a month end and its rank among the networks with a known value, highest
-- value first. Parameters: as_of, network_id, indicators.
select
    v.indicator_id,
    v.as_of,
    v.value,
    v.numerator,
    v.denominator,
    v.n,
    v.status,
    p.place,
    p.networks
from marts.indicator_values as v
inner join marts.network_place as p
    on v.as_of = p.as_of and v.network_id = p.network_id and v.indicator_id = p.indicator_id
where
    v.as_of = $as_of
    and v.network_id = $network_id
    and v.indicator_id in (select unnest($indicators))
