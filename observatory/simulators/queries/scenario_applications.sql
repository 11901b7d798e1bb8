-- Hours that the applications of one network took.
-- Parameters: network_id.
select
    funder_type,
    filed_on,
    preparation_hours,
    control_hours
from core.application
where network_id = $network_id
