select
    t.level,
    t.code,
    t.name,
    t.department_code,
    t.epci_code,
    t.canton_code,
    t.circonscription_code,
    t.region_code,
    t.population,
    t.area_km2,
    t.longitude,
    t.latitude,
    t.is_partial,
    t.commune_count,
    p.postal_codes
from reference.territory as t
left join staging.commune_postal as p on t.level = 'commune' and t.code = p.commune_code
