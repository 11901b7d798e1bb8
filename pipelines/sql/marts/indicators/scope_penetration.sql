-- TPE and PME members with an establishment in the region against those that the network is for.
with target as (
    select
        network_id,
        sum(target_companies) as target_companies
    from indicators.target_fabric
    group by network_id
),

member as (
    select
        as_of,
        network_id,
        count(*) as companies
    from indicators.company_month
    where size_class in ('TPE', 'PME') and is_in_region
    group by as_of, network_id
)

select
    p.as_of,
    p.network_id,
    'tpe_pme_penetration' as indicator_id,
    coalesce(m.companies, 0) as numerator,
    t.target_companies as denominator,
    t.target_companies as n
from indicators.membership_presence as p
inner join target as t on p.network_id = t.network_id
left join member as m on p.as_of = m.as_of and p.network_id = m.network_id
where p.has_establishments and t.target_companies > 0
