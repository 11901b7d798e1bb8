-- Seats of the networks in activity, at the centre of their commune; none without a known seat.
-- Parameter: network_id ('*' for all).
select
    n.network_id,
    n.name,
    c.name as commune,
    c.latitude,
    c.longitude
from core.network as n
inner join core.territory as c on c.level = 'commune' and n.seat_commune_code = c.code
where n.status = 'actif' and ($network_id = '*' or n.network_id = $network_id)
order by n.name
