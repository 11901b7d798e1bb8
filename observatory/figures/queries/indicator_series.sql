-- Values of some networks over the panel, up to a month end.
-- Parameters: until, networks (list of ids, '*' for all together), indicators (list of ids).
with indicator_values as (
    select * from marts.indicator_values
),

networks as (
    select * from core.network
)

select
    v.as_of,
    v.network_id,
    coalesce(n.name, 'Ensemble des réseaux') as name,
    v.indicator_id,
    v.value,
    v.numerator,
    v.denominator,
    v.n,
    v.status,
    v.low,
    v.high
from indicator_values as v
left join networks as n on v.network_id = n.network_id
where
    v.as_of <= $until
    and v.network_id in (select unnest($networks))
    and v.indicator_id in (select unnest($indicators))
order by v.indicator_id, name, v.as_of
