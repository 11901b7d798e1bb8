-- Published figures of a territory, its département and the region, as given by their sources, for
-- every year. Parameters: level, code, department ('' for none).
select
    territory_level,
    territory_code,
    indicator,
    year,
    value,
    unit,
    source_url,
    source_date,
    note,
    case
        when territory_level = $level and territory_code = $code then 'territory'
        when territory_level = 'departement' then 'department'
        else 'region'
    end as place
from core.reference_figure
where
    (territory_level = $level and territory_code = $code)
    or (territory_level = 'departement' and territory_code = $department)
    or territory_level = 'region'
order by indicator, place, year, source_url
