select
    commune_code,
    string_agg(postal_code, ', ' order by postal_code) as postal_codes
from reference.postal_code
group by commune_code
