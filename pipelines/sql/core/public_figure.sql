select
    id_reseau as network_id,
    indicateur as indicator,
    annee as year,
    valeur as value,
    unite as unit,
    source_url,
    date_source as source_date
from raw.indicateurs_publics
