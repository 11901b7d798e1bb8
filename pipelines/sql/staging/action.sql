select
    id_reseau as network_id,
    date as held_on,
    intitule as title,
    thematique as theme,
    participants as attendees
from raw.actions
