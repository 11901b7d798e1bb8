-- Members of a network by establishment, including past ones, latest first. Parameter: network_id.
select
    m.siret,
    m.siren,
    coalesce(e.name, c.name) as nom,
    t.name as commune,
    m.joined_on as adhesion,
    m.left_on as sortie
from core.membership as m
left join core.establishment as e on m.siret = e.siret
left join core.company as c on m.siren = c.siren
left join core.territory as t on t.level = 'commune' and e.commune_code = t.code
where m.network_id = $network_id
order by m.joined_on desc, m.siret
