-- Only the columns that a rapporteur's pages read.
select * exclude (
    naf_code, naf_division, size_class, epci_code, canton_code, circonscription_code,
    department_code, region_code, created_on
)
from published.core.establishment
