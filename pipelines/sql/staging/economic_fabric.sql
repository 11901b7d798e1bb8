select
    code_commune as commune_code,
    naf_division,
    classe_taille as size_class,
    nb_entreprises as company_count
from raw.tissu_economique
