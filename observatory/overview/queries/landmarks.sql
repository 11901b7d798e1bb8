-- Figures that others published of a territory, the latest of each first: context, never a denominator.
-- Parameters: level, code ('*' where a level has one territory only).
select
    indicator,
    year,
    value,
    unit,
    source_url,
    source_date,
    note
from core.reference_figure
where territory_level = $level and ($code = '*' or territory_code = $code)
order by indicator, year desc, value desc
