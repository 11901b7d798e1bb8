-- Published figures by level, with the number of territories that have one and their total. No parameter.
with level_size as (
    select level, count(*) as territories
    from core.territory
    group by level
)

select
    f.territory_level as level,
    f.indicator,
    count(distinct f.territory_code) as territories,
    max(s.territories) as of_level
from core.reference_figure as f
inner join level_size as s on f.territory_level = s.level
group by f.territory_level, f.indicator
order by f.territory_level, f.indicator
