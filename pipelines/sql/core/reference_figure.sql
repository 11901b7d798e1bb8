select
    territory_level,
    territory_code,
    indicator,
    year,
    value,
    unit,
    source_url,
    source_date,
    note
from staging.reference_figure
