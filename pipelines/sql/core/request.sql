-- readers: staff
select
    id_reseau as network_id,
    date as requested_on,
    demandeur as requester,
    nature as kind,
    heures as hours
from raw.sollicitations
