select
    siret,
    coalesce(siren, left(siret, 9)) as siren,
    denominationUniteLegale as name,
    activitePrincipaleEtablissement as naf_code,
    left(activitePrincipaleEtablissement, 2) as naf_division,
    trancheEffectifsUniteLegale as company_band,
    trancheEffectifsEtablissement as establishment_band,
    categorieEntreprise as category,
    codeCommuneEtablissement as commune_code,
    coalesce(etatAdministratifEtablissement, 'A') = 'A' as is_open,
    dateCreationEtablissement as created_on,
    longitude,
    latitude
from raw.etablissements
