select
    network_id,
    requested_on,
    requester,
    kind,
    hours
from staging.request
