select
    network_id,
    label,
    started_on,
    started_precision,
    ended_on,
    ended_precision,
    source
from staging.label
