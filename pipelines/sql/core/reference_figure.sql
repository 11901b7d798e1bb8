select
    niveau as territory_level,
    code as territory_code,
    indicateur as indicator,
    annee as year,
    valeur as value,
    unite as unit,
    source_url,
    date_source as source_date,
    note
from raw.reperes
