-- Companies with an open establishment, by commune, NAF division and size class, from the stock of
-- SIRENE. A company counts once in each commune and division where it is established. Only the
-- needed columns of both files are read.
-- Parameters: establishments, companies (Parquet files), departments (codes in the region).
with recursive current_commune as (
    select
        code,
        case when is_current then code else successor_code end as now_code,
        is_current,
        0 as step
    from reference.commune_france
    where list_contains($departments, department_code)
    union all
    select
        c.code,
        case when f.is_current then f.code else f.successor_code end,
        f.is_current,
        c.step + 1
    from current_commune as c
    inner join reference.commune_france as f on c.now_code = f.code
    where not c.is_current and c.step < 10
),

place as (
    select
        code,
        now_code
    from current_commune
    where is_current
),

established as (
    select distinct
        e.siren,
        p.now_code as commune_code,
        left(e.activitePrincipaleEtablissement, 2) as naf_division
    from read_parquet($establishments) as e
    inner join place as p on e.codeCommuneEtablissement = p.code
    where
        e.etatAdministratifEtablissement = 'A'
        and e.nomenclatureActivitePrincipaleEtablissement = 'NAFRev2'
        and regexp_matches(e.activitePrincipaleEtablissement, '^[0-9]{2}\.')
),

-- Public bodies, associations, co-ownerships and other bodies that are not companies are left
-- out. The classes are those of core.company; a PME without a headcount band has none.
company as (
    select
        siren,
        case
            when categorieEntreprise in ('ETI', 'GE') then categorieEntreprise
            when trancheEffectifsUniteLegale in ('NN', '00', '01', '02', '03') then 'TPE'
            when categorieEntreprise = 'PME' and trancheEffectifsUniteLegale is not null then 'PME'
            when trancheEffectifsUniteLegale in ('11', '12', '21', '22', '31') then 'PME'
            when trancheEffectifsUniteLegale in ('32', '41', '42', '51') then 'ETI'
            when trancheEffectifsUniteLegale in ('52', '53') then 'GE'
        end as size_class
    from read_parquet($companies)
    where
        etatAdministratifUniteLegale = 'A'
        and not regexp_matches(cast(categorieJuridiqueUniteLegale as varchar), '^(?:41|7|8|9)')
)

select
    e.commune_code as code_commune,
    e.naf_division,
    c.size_class as classe_taille,
    count(distinct e.siren) as nb_entreprises
from established as e
inner join company as c on e.siren = c.siren
group by all
order by all
