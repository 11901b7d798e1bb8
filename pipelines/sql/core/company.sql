-- Size class: décret 2008-1354 read through SIRENE. The category follows the group and wins for
-- ETI and GE; the headcount band separates TPE from PME; a PME without a band has none. A closed
-- establishment does not count as presence in the region.
with legal_unit as (
    select
        siren,
        max(name) as name,
        max(category) as category,
        coalesce(max(case when company_band <> 'NN' then company_band end), max(company_band)) as band,
        min(naf_division) as naf_division
    from staging.establishment
    group by siren
),

located as (
    select distinct e.siren
    from staging.establishment as e
    inner join core.territory as t
        on t.level = 'commune' and t.code = e.commune_code
    where e.is_open
),

listed as (
    select
        siren,
        max(name) as name
    from staging.membership
    group by siren
),

known as (
    select siren from legal_unit
    union
    select siren from listed
    union
    select siren from core.project_partner where siren is not null
)

select
    k.siren,
    coalesce(u.name, m.name) as name,
    case
        when u.category in ('ETI', 'GE') then u.category
        when u.band in ('NN', '00', '01', '02', '03') then 'TPE'
        when u.category = 'PME' and u.band is not null then 'PME'
        when u.band in ('11', '12', '21', '22', '31') then 'PME'
        when u.band in ('32', '41', '42', '51') then 'ETI'
        when u.band in ('52', '53') then 'GE'
        else 'inconnue'
    end as size_class,
    l.siren is not null as is_in_region,
    u.naf_division
from known as k
left join legal_unit as u on k.siren = u.siren
left join listed as m on k.siren = m.siren
left join located as l on k.siren = l.siren
