select
    id_reseau as network_id,
    unnest(string_split(naf_divisions, '|')) as naf_division
from raw.reseaux
where naf_divisions is not null
