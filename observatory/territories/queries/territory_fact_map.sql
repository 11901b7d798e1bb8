-- A published figure for every territory of a level, in its latest year; `no_data` if the source has
-- none. Parameters: level, indicator.
with latest as (
    select max(year) as year
    from core.reference_figure
    where territory_level = $level and indicator = $indicator
),

facts as (
    select f.*
    from core.reference_figure as f
    inner join latest as l on f.year = l.year
    where f.territory_level = $level and f.indicator = $indicator
    qualify row_number() over (partition by f.territory_code order by f.source_url) = 1
)

select
    t.code,
    t.name,
    d.name as department,
    t.population,
    t.is_partial,
    t.latitude,
    t.longitude,
    f.year,
    f.value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    f.source_url,
    f.source_date,
    f.note,
    case when f.value is null then 'no_data' else 'ok' end as status
from core.territory as t
left join facts as f on t.code = f.territory_code
left join core.territory as d on d.level = 'departement' and t.department_code = d.code
where t.level = $level
order by t.name, t.code
