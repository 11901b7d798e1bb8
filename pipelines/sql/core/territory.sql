select
    level,
    code,
    name,
    department_code,
    epci_code,
    canton_code,
    circonscription_code,
    region_code,
    population,
    area_km2,
    longitude,
    latitude,
    is_partial,
    commune_count,
    postal_codes
from staging.territory
