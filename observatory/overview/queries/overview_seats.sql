-- Seats of the networks of today, those whose activity is not established included; a seat out of the
-- region has no place here, and one that no source gives has no code.
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
