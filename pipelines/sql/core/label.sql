select
    id_reseau as network_id,
    label,
    date_debut as started_on,
    precision_debut as started_precision,
    date_fin as ended_on,
    precision_fin as ended_precision,
    source
from raw.labels
