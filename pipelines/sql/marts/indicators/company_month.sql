-- Active companies of each scope at each month end, once each: a company of several networks is one
-- row of '*'.
with active as (
    select distinct
        as_of,
        network_id,
        siren
    from core.membership_month
    where college = 'entreprise'
),

networks_of as (
    select
        as_of,
        siren,
        count(*) as network_count
    from active
    group by as_of, siren
)

select distinct
    a.as_of,
    s.scope_id as network_id,
    a.siren,
    c.size_class,
    c.is_in_region,
    n.network_count > 1 as is_shared
from active as a
inner join core.network_scope as s on a.network_id = s.network_id
inner join core.company as c on a.siren = c.siren
inner join networks_of as n on a.as_of = n.as_of and a.siren = n.siren
