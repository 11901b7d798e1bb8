select
    e.siret,
    e.siren,
    e.name,
    e.naf_code,
    e.naf_division,
    c.size_class,
    e.commune_code,
    t.epci_code,
    p.canton_code,
    p.circonscription_code,
    t.department_code,
    t.region_code,
    e.is_open,
    e.created_on,
    e.longitude,
    e.latitude
from staging.establishment as e
left join core.company as c on e.siren = c.siren
left join core.territory as t on t.level = 'commune' and t.code = e.commune_code
left join staging.establishment_place as p on e.siret = p.siret
