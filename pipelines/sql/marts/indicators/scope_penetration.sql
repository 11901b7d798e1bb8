-- TPE and PME members with an establishment in the region over the TPE and PME of the target
-- divisions; for all networks, members and fabric of the networks with declared divisions.
with target as (
    select
        network_id,
        sum(target_companies) as target_companies
    from indicators.target_fabric
    group by network_id
),

member as (
    select as_of, network_id, companies
    from indicators.scope_count
    where fact = 'target'
)

select
    p.as_of,
    p.network_id,
    'tpe_pme_penetration' as indicator_id,
    coalesce(m.companies, 0) as numerator,
    coalesce(t.target_companies, 0) as denominator,
    coalesce(t.target_companies, 0) as n
from indicators.membership_presence as p
left join target as t on p.network_id = t.network_id
left join member as m on p.as_of = m.as_of and p.network_id = m.network_id
where p.has_establishments
