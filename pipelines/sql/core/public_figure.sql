select
    network_id,
    indicator,
    year,
    value,
    unit,
    source_url,
    source_date
from staging.public_figure
