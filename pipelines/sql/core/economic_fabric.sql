select
    f.commune_code,
    t.epci_code,
    f.naf_division,
    f.size_class,
    f.company_count
from staging.economic_fabric as f
left join staging.territory as t on t.level = 'commune' and t.code = f.commune_code
