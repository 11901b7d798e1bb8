-- Stocks at each month end: members, companies, their sizes, and how many are shared. `inconnue` is
-- not in the denominators of size shares; size_known_share gives its weight.
with counted as (
    select
        as_of,
        network_id,
        sum(case when fact = 'member' then companies end) as members,
        sum(case when fact = 'company' then companies end) as companies,
        sum(case when fact = 'company' and class <> 'inconnue' then companies end) as known,
        sum(case when fact = 'company' and class = 'TPE' then companies end) as tpe,
        sum(case when fact = 'company' and class = 'PME' then companies end) as pme,
        sum(case when fact = 'company' and class = 'ETI' then companies end) as eti,
        sum(case when fact = 'company' and class = 'GE' then companies end) as ge,
        sum(case when fact = 'shared' then companies end) as shared,
        sum(case when fact = 'year_ago' then companies end) as year_ago
    from indicators.scope_count
    group by as_of, network_id
),

stock as (
    select
        p.as_of,
        p.network_id,
        p.has_establishments,
        coalesce(c.members, 0) as members,
        coalesce(c.companies, 0) as companies,
        coalesce(c.known, 0) as known,
        coalesce(c.tpe, 0) as tpe,
        coalesce(c.pme, 0) as pme,
        coalesce(c.eti, 0) as eti,
        coalesce(c.ge, 0) as ge,
        coalesce(c.shared, 0) as shared,
        coalesce(c.year_ago, 0) as companies_year_ago
    from indicators.membership_presence as p
    left join counted as c on p.as_of = c.as_of and p.network_id = c.network_id
)

select as_of, network_id, 'members_active' as indicator_id,
    members as numerator, cast(null as bigint) as denominator, members as n
from stock
union all
select as_of, network_id, 'companies_active', companies, null, companies
from stock
union all
select as_of, network_id, 'tpe_share', tpe, known, known
from stock where has_establishments
union all
select as_of, network_id, 'pme_share', pme, known, known
from stock where has_establishments
union all
select as_of, network_id, 'eti_share', eti, known, known
from stock where has_establishments
union all
select as_of, network_id, 'ge_share', ge, known, known
from stock where has_establishments
union all
select as_of, network_id, 'tpe_pme_share', tpe + pme, known, known
from stock where has_establishments
union all
select as_of, network_id, 'size_known_share', known, companies, companies
from stock where has_establishments
union all
select as_of, network_id, 'shared_members_share', shared, companies, companies
from stock
union all
select as_of, network_id, 'growth_12m', companies - companies_year_ago, companies_year_ago,
    companies_year_ago
from stock
