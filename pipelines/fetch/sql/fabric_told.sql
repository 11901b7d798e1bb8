-- What the stock says of itself and what was left out: the last day that it was kept up to, the open
-- establishments of the region, those in another nomenclature.
-- Parameters: establishments (Parquet file), departments (codes of the region's).
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
