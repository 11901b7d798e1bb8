-- Who is a member at each month end: members, companies, their sizes, and how many are shared.
-- `inconnue` is out of the denominators of size shares; size_known_share gives its weight.
with member as (
    select
        m.as_of,
        s.scope_id as network_id,
        count(distinct m.siren) as members
    from core.membership_month as m
    inner join core.network_scope as s on m.network_id = s.network_id
    group by m.as_of, s.scope_id
),

company as (
    select
        as_of,
        network_id,
        count(*) as companies,
        count(case when size_class <> 'inconnue' then 1 end) as known,
        count(case when size_class = 'TPE' then 1 end) as tpe,
        count(case when size_class = 'PME' then 1 end) as pme,
        count(case when size_class = 'ETI' then 1 end) as eti,
        count(case when size_class = 'GE' then 1 end) as ge,
        count(case when is_shared then 1 end) as shared
    from indicators.company_month
    group by as_of, network_id
),

year_ago as (
    select
        y.as_of,
        s.scope_id as network_id,
        count(distinct y.siren) as companies
    from indicators.company_year_ago as y
    inner join core.network_scope as s on y.network_id = s.network_id
    group by y.as_of, s.scope_id
),

stock as (
    select
        p.as_of,
        p.network_id,
        p.has_establishments,
        coalesce(m.members, 0) as members,
        coalesce(c.companies, 0) as companies,
        coalesce(c.known, 0) as known,
        coalesce(c.tpe, 0) as tpe,
        coalesce(c.pme, 0) as pme,
        coalesce(c.eti, 0) as eti,
        coalesce(c.ge, 0) as ge,
        coalesce(c.shared, 0) as shared,
        coalesce(y.companies, 0) as companies_year_ago
    from indicators.membership_presence as p
    left join member as m on p.as_of = m.as_of and p.network_id = m.network_id
    left join company as c on p.as_of = c.as_of and p.network_id = c.network_id
    left join year_ago as y on p.as_of = y.as_of and p.network_id = y.network_id
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
