select
    network_id,
    label,
    started_on,
    ended_on,
    source
from staging.label
