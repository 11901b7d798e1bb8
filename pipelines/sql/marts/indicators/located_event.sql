-- What happens to a company in a scope at a month end, one row per fact, to be counted by territory.
select
    as_of,
    network_id,
    siren,
    'company' as fact,
    size_class
from indicators.company_month

union all

select distinct
    m.as_of,
    s.scope_id,
    m.siren,
    'member',
    cast(null as string)
from core.membership_month as m
inner join core.network_scope as s on m.network_id = s.network_id

union all

select
    e.as_of,
    s.scope_id,
    e.siren,
    'join',
    cast(null as string)
from indicators.membership_entry as e
inner join core.network_scope as s on e.network_id = s.network_id

union all

select
    e.as_of,
    s.scope_id,
    e.siren,
    'leave',
    cast(null as string)
from indicators.membership_exit as e
inner join core.network_scope as s on e.network_id = s.network_id

union all

select
    as_of,
    network_id,
    siren,
    'target',
    cast(null as string)
from indicators.target_member
