select
    f.code_commune as commune_code,
    t.epci_code,
    f.naf_division,
    f.classe_taille as size_class,
    f.nb_entreprises as company_count,
    f.date_source as source_date
from raw.tissu_economique as f
left join core.territory as t on t.level = 'commune' and t.code = f.code_commune
