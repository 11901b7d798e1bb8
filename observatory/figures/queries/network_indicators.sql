-- Some indicators of each current network at a month end, one row per network and indicator.
-- Parameters: as_of, indicators.
with indicator_values as (
    select * from marts.indicator_values
),

networks as (
    select * from core.network
)

select
    v.as_of,
    v.network_id,
    n.name,
    v.indicator_id,
    v.value,
    v.numerator,
    v.denominator,
    v.n,
    v.status,
    v.low,
    v.high
from indicator_values as v
inner join networks as n on v.network_id = n.network_id
where
    v.as_of = $as_of
    and v.indicator_id in (select unnest($indicators))
    and n.status = 'actif'
order by n.name, v.indicator_id
