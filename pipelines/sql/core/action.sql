select
    network_id,
    held_on,
    title,
    theme,
    attendees
from staging.action
