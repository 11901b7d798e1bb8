-- Seats of the current networks, including those whose activity is not established; a seat outside
-- the region has no coordinates, and an unknown seat has no code.
select
    n.network_id,
    n.name,
    n.status,
    n.seat_commune_code,
    c.name as commune,
    c.latitude,
    c.longitude
from core.network as n
left join core.territory as c on c.level = 'commune' and n.seat_commune_code = c.code
where n.status in ('actif', 'inconnu')
order by n.name collate fr
