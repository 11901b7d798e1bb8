select
    id_reseau as network_id,
    id_mandat as seat_id,
    fonction as role,
    college,
    date_debut as started_on,
    date_fin as ended_on
from raw.gouvernance
