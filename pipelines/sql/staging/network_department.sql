select
    id_reseau as network_id,
    unnest(string_split(departements, '|')) as department_code
from raw.reseaux
where departements is not null
