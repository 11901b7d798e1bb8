select
    application_id,
    network_id,
    funder_name,
    programme,
    funder_type,
    filed_on,
    decided_on,
    decision,
    requested_eur,
    granted_eur,
    preparation_hours,
    control_hours
from staging.application
