-- A closed establishment is replaced by the one that it moved to, if that one is listed. The last
-- link counts, up to the month shown; a link older than the day on which its establishment was
-- taken up again no longer counts, which also breaks any cycle.
with dated as (
    select
        l.predecessor_siret,
        l.successor_siret,
        l.linked_on,
        rank() over (partition by l.predecessor_siret order by l.linked_on desc) as from_last
    from reference.succession as l
    inner join meta.build as b on l.linked_on <= b.as_of
    where
        left(l.predecessor_siret, 9) = left(l.successor_siret, 9)
        and l.predecessor_siret <> l.successor_siret
),

moved as (
    select d.predecessor_siret as siret
    from dated as d
    inner join raw.etablissements as s on d.successor_siret = s.siret
    where
        d.from_last = 1
        and not exists (
            select 1
            from dated as back
            where back.successor_siret = d.predecessor_siret and back.linked_on >= d.linked_on
        )
)

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
where
    coalesce(etatAdministratifEtablissement, 'A') = 'A'
    or siret not in (select m.siret from moved as m)
