-- readers: staff
select
    id_reseau as network_id,
    date as visited_on,
    objet as purpose,
    heures as hours
from raw.visites
