-- Published figures by level and how many territories have them. No parameter.
select
    territory_level as level,
    indicator,
    count(distinct territory_code) as territories
from core.reference_figure
group by territory_level, indicator
order by territory_level, indicator
