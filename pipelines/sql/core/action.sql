select
    network_id,
    held_on,
    title,
    theme,
    attendees,
    small_firm_attendees,
    associated_networks
from staging.action
