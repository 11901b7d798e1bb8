-- TPE and PME of a territory: those in the target of a scope, and all of them. A territory with
-- part of a split town is left out, since the town's companies cannot be split between its parts.
with whole as (
    select
        p.level,
        p.territory_code
    from indicators.commune_parent as p
    inner join core.territory as t on p.level = t.level and p.territory_code = t.code
    group by p.level, p.territory_code, t.commune_count
    having count(*) = t.commune_count
),

sme as (
    select
        commune_code,
        sum(company_count) as companies
    from core.economic_fabric
    where size_class in ('TPE', 'PME')
    group by commune_code
),

scope as (
    select distinct network_id
    from indicators.target_fabric
)

select
    s.network_id,
    p.level,
    p.territory_code,
    coalesce(sum(t.target_companies), 0) as target_companies,
    sum(f.companies) as companies
from sme as f
inner join indicators.commune_parent as p on f.commune_code = p.commune_code
inner join whole as w on p.level = w.level and p.territory_code = w.territory_code
cross join scope as s
left join indicators.target_fabric as t
    on s.network_id = t.network_id and f.commune_code = t.commune_code
group by s.network_id, p.level, p.territory_code
