-- Hours spent on the applications of one network.
-- Parameters: network_id.
select
    funder_type,
    filed_on,
    preparation_hours,
    control_hours
from core.application
where network_id = $network_id
