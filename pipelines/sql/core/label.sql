select
    id_reseau as network_id,
    label,
    date_debut as started_on,
    date_fin as ended_on,
    source
from raw.labels
