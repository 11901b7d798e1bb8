-- Seats of the networks that have not ended, at the centre of their commune; networks without a known
-- seat are left out. `state` is `inconnu` without recent information.
-- Parameter: network_id ('*' for all).
select
    n.network_id,
    n.name,
    n.status as state,
    c.name as commune,
    c.latitude,
    c.longitude
from core.network as n
inner join core.territory as c on c.level = 'commune' and n.seat_commune_code = c.code
where n.status in ('actif', 'inconnu') and ($network_id = '*' or n.network_id = $network_id)
order by n.name
