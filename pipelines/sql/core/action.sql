-- readers: staff
select
    id_reseau as network_id,
    date as held_on,
    intitule as title,
    thematique as theme,
    participants as attendees,
    dont_tpe_pme as small_firm_attendees,
    reseaux_associes as associated_networks
from raw.actions
