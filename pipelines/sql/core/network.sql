select
    id_reseau as network_id,
    nom as name,
    type as network_type,
    siren,
    rna,
    filiere as sector,
    date_creation as created_on,
    date_labellisation as labelled_on,
    commune_siege as seat_commune_code,
    soutien_region as is_region_supported,
    stade_declare as declared_stage,
    statut as status,
    date_fin as ended_on,
    successeur as successor_id,
    site_web as website,
    source,
    date_source as source_date
from raw.reseaux
