-- What can be mapped for a network: by level and indicator, number of territories with a published,
-- non-zero figure in the last month, and number of territories of the level.
-- Parameter: network_id ('*' for all together).
with last_month as (
    select max(as_of) as as_of from marts.territory_values
),

level_size as (
    select level, count(*) as territories
    from core.territory
    group by level
)

select
    v.level,
    v.indicator_id,
    count(*) filter (where v.status = 'ok' and v.value > 0) as published,
    max(s.territories) as territories
from marts.territory_values as v
inner join last_month as m on v.as_of = m.as_of
inner join level_size as s on v.level = s.level
where v.network_id = $network_id
group by v.level, v.indicator_id
order by v.level, v.indicator_id
