-- One row, with one column per quantity of the calibration table, from the raw files of the
-- fictional workspace (every column is text). Shares are in percent, at 31 October 2026.
with firm as (
    select
        siren,
        case
            when max(categorieEntreprise) in ('ETI', 'GE') then max(categorieEntreprise)
            when max(trancheEffectifsUniteLegale) in ('NN', '00', '01', '02', '03') then 'TPE'
            when max(trancheEffectifsUniteLegale) <> '' then 'PME'
        end as size
    from etablissements
    group by siren
),

active as (
    select distinct
        a.id_reseau,
        a.siren,
        a.college,
        r.type,
        f.size
    from adhesions as a
    inner join reseaux as r on a.id_reseau = r.id_reseau
    left join firm as f on a.siren = f.siren
    where
        a.date_adhesion <= '2026-10-31'
        and coalesce(nullif(a.date_sortie, ''), '9999') >= '2026-10-31'
),

mix as (
    select
        type <> 'pole_competitivite' as is_cluster,
        case when college = 'entreprise' then size else college end as kind,
        count(*) as members,
        100.0 * count(*) / sum(count(*)) over (partition by type <> 'pole_competitivite') as share,
        100.0 * count(*) / sum(case when college = 'entreprise' then count(*) end)
            over (partition by type <> 'pole_competitivite') as company_share
    from active
    where college <> 'entreprise' or size is not null
    group by type <> 'pole_competitivite', case when college = 'entreprise' then size else college end,
        college
),

team as (
    select id_reseau, sum(cast(etp as double)) as fte
    from equipes
    where date_entree <= '2026-10-31' and coalesce(nullif(date_sortie, ''), '9999') >= '2026-10-31'
    group by id_reseau
),

team_2025 as (
    select id_reseau, sum(cast(etp as double)) as fte
    from equipes
    where date_entree <= '2025-06-30' and coalesce(nullif(date_sortie, ''), '9999') >= '2025-06-30'
    group by id_reseau
),

crowd as (
    select id_reseau, type, count(*) as members
    from active
    group by id_reseau, type
),

book as (
    select
        r.type,
        c.id_reseau,
        cast(c.charges_personnel as double) + cast(c.autres_charges as double) as spent,
        cast(c.subventions_publiques as double) as granted,
        cast(c.cotisations as double) + cast(c.prestations as double)
        + cast(c.subventions_publiques as double) + cast(c.autres_produits as double) as income
    from comptes as c
    inner join reseaux as r on c.id_reseau = r.id_reseau
    where c.exercice = '2025' and c.id_reseau <> 'medivelours'
),

regional as (
    select id_reseau, sum(cast(montant as double)) as eur
    from subventions
    where type_financeur = 'region' and dateConvention between '2025-01-01' and '2025-12-31'
    group by id_reseau
),

several as (
    select siren
    from active
    where college = 'entreprise'
    group by siren
    having count(distinct id_reseau) > 1
),

first_paid as (
    select date_diff('day', cast(s.dateConvention as date), cast(v.date_versement as date)) as days
    from versements as v
    inner join subventions as s on v.referenceDecision = s.referenceDecision
    where
        v.rang = '1' and v.date_versement <> '' and s.duree_mois = '12'
        and s.id_reseau <> 'galvacier'
),

claim as (
    -- The due day is 90 days after the claim.
    select
        date_diff('day', cast(v.echeance_prevue as date) - 90, cast(v.date_versement as date))
        / 30.4375 as months
    from versements as v
    inner join subventions as s on v.referenceDecision = s.referenceDecision
    where s.type_financeur = 'europe' and v.date_versement <> ''
)

select
    (select share from mix where is_cluster and kind = 'TPE') as cluster_tpe,
    (select share from mix where is_cluster and kind = 'PME') as cluster_pme,
    (select share from mix where is_cluster and kind = 'ETI') as cluster_eti,
    (select share from mix where is_cluster and kind = 'GE') as cluster_ge,
    (select sum(share) from mix where is_cluster and kind in ('recherche', 'formation'))
        as cluster_research,
    (select sum(company_share) from mix where not is_cluster and kind in ('TPE', 'PME'))
        as pole_small,
    (select company_share from mix where not is_cluster and kind = 'ETI') as pole_eti,
    (select company_share from mix where not is_cluster and kind = 'GE') as pole_ge,
    (
        select sum(c.members) / sum(t.fte)
        from crowd as c inner join team as t on c.id_reseau = t.id_reseau
        where c.type <> 'pole_competitivite'
    ) as cluster_members_per_fte,
    (
        select sum(c.members) / sum(t.fte)
        from crowd as c inner join team as t on c.id_reseau = t.id_reseau
        where c.type = 'pole_competitivite'
    ) as pole_members_per_fte,
    (
        select median(b.spent / t.fte) / 1000
        from book as b inner join team_2025 as t on b.id_reseau = t.id_reseau
        where b.type = 'cluster'
    ) as cluster_budget_per_fte,
    (
        select median(b.spent / t.fte) / 1000
        from book as b inner join team_2025 as t on b.id_reseau = t.id_reseau
        where b.type = 'pole_competitivite'
    ) as pole_budget_per_fte,
    (select median(members) from crowd where type = 'cluster') as cluster_members_median,
    (
        select 100 * median(g.eur / b.spent)
        from book as b inner join regional as g on b.id_reseau = g.id_reseau
        where b.type = 'cluster'
    ) as cluster_region_share,
    (
        select 100 * (1 - sum(granted) / sum(income))
        from book
        where type = 'pole_competitivite'
    ) as pole_private,
    (
        select 100.0 * avg(case when s.siren is not null then 1 else 0 end)
        from active as a left join several as s on a.siren = s.siren
        where a.college = 'entreprise' and a.type = 'cluster'
    ) as cluster_shared,
    (select median(days) from first_paid) as first_payment_days,
    (select avg(months) from claim) as eu_claim_months,
    (
        select 100.0 * avg(case when statut in ('finance', 'acheve') then 1 else 0 end)
        from projets
        where statut in ('finance', 'acheve', 'refuse') and id_reseau <> 'pole-ondafrene'
    ) as financed,
    (
        select 100 * sum(cast(aide_publique as double)) / sum(cast(budget_total as double))
        from projets
        where statut in ('finance', 'acheve')
    ) as aid_rate,
    (select 100.0 * avg(case when thematique = 'rh' then 1 else 0 end) from actions) as hr_actions,
    (
        select 100.0 * avg(case when college = 'entreprise' then 1 else 0 end)
        from gouvernance
        where date_fin = '' or date_fin >= '2026-10-31'
    ) as board_companies
