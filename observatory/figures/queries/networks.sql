-- Networks with their identity and three membership figures at a month end, current ones first.
-- Parameter: as_of.
with networks as (
    select * from core.network
),

communes as (
    select * from core.territory where level = 'commune'
),

departments as (
    select * from core.territory where level = 'departement'
),

figures as (
    select
        network_id,
        max(case when indicator_id = 'companies_active' then value end) as companies_active,
        max(case when indicator_id = 'companies_active' then status end) as companies_active_status,
        max(case when indicator_id = 'tpe_pme_share' then value end) as tpe_pme_share,
        max(case when indicator_id = 'tpe_pme_share' then status end) as tpe_pme_share_status,
        max(case when indicator_id = 'growth_12m' then value end) as growth_12m,
        max(case when indicator_id = 'growth_12m' then status end) as growth_12m_status
    from marts.indicator_values
    where as_of = $as_of
    group by network_id
)

select
    n.network_id,
    n.name,
    n.network_type,
    n.sector,
    n.status,
    n.ended_on,
    n.declared_stage,
    n.website,
    n.source,
    c.name || ' (' || d.name || ')' as seat,
    f.companies_active,
    coalesce(f.companies_active_status, 'no_data') as companies_active_status,
    f.tpe_pme_share,
    coalesce(f.tpe_pme_share_status, 'no_data') as tpe_pme_share_status,
    f.growth_12m,
    coalesce(f.growth_12m_status, 'no_data') as growth_12m_status
from networks as n
left join communes as c on n.seat_commune_code = c.code
left join departments as d on c.department_code = d.code
left join figures as f on n.network_id = f.network_id
order by n.status <> 'actif', n.name collate fr
