-- Territories that a reader may choose: every level, with the parents of a commune; the most
-- populated first within a level, so that a postal code shared by communes opens the main one.
select
    level || '-' || code as id,
    level,
    code,
    name,
    postal_codes,
    population,
    department_code,
    epci_code,
    canton_code,
    circonscription_code,
    is_partial,
    latitude,
    longitude
from core.territory
where level <> 'region'
order by
    case level when 'commune' then 2 when 'epci' then 1 else 3 end,
    level,
    case when level = 'commune' then population end desc nulls last,
    name,
    code
