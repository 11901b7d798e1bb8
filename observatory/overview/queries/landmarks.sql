-- Figures published by others on a territory, latest of each first: context, never a denominator.
-- Parameters: level, code ('*' for a level with a single territory).
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
