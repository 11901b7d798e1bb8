-- What no page of a rapporteur reads stays out.
select * exclude (
    naf_code, naf_division, size_class, epci_code, canton_code, circonscription_code,
    department_code, region_code, created_on
)
from published.core.establishment
