-- Summary of the stock: day of its last update, number of open establishments in the region, and
-- number left out because they are in another nomenclature.
-- Parameters: establishments (Parquet file), departments (codes in the region).
select
    cast(max(dateDernierTraitementEtablissement) as date) as kept_up_to,
    count(*) filter (where etatAdministratifEtablissement = 'A') as open_count,
    count(*) filter (
        where
        etatAdministratifEtablissement = 'A'
        and nomenclatureActivitePrincipaleEtablissement is distinct from 'NAFRev2'
    ) as other_nomenclature_count
from read_parquet($establishments)
where list_contains($departments, left(codeCommuneEtablissement, 2))
