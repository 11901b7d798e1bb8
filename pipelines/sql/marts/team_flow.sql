-- Number of agents present, entered and left, by type of contract. A stay starts under its first
-- contract and ends under its last; a window that starts before the record is unknown.
-- readers: staff
with recorded as (
    select
        m.as_of,
        r.network_id,
        case when r.first_on <= m.from_12m then m.from_12m end as from_12m,
        case when r.first_on <= m.from_36m then m.from_36m end as from_36m
    from core.month as m
    inner join core.record_start as r on r.contract = 'equipes' and r.first_on <= m.as_of
),

presence as (
    select distinct
        r.as_of,
        r.network_id,
        c.contract_type,
        c.agent_id
    from recorded as r
    inner join core.staff_contract as c
        on c.network_id = r.network_id
        and c.started_on <= r.as_of
        and (c.ended_on is null or c.ended_on >= r.as_of)
),

moment as (
    select
        as_of,
        network_id,
        contract_type,
        1 as agents,
        0 as entries_12m,
        0 as exits_12m,
        0 as entries_36m,
        0 as exits_36m
    from presence
    union all
    select
        r.as_of,
        r.network_id,
        s.first_contract_type as contract_type,
        0 as agents,
        case when s.started_on > r.from_12m then 1 else 0 end as entries_12m,
        0 as exits_12m,
        case when s.started_on > r.from_36m then 1 else 0 end as entries_36m,
        0 as exits_36m
    from recorded as r
    inner join core.staff_spell as s
        on s.network_id = r.network_id and s.started_on <= r.as_of
    union all
    select
        r.as_of,
        r.network_id,
        s.last_contract_type as contract_type,
        0 as agents,
        0 as entries_12m,
        case when s.ended_on >= r.from_12m then 1 else 0 end as exits_12m,
        0 as entries_36m,
        case when s.ended_on >= r.from_36m then 1 else 0 end as exits_36m
    from recorded as r
    inner join core.staff_spell as s on s.network_id = r.network_id and s.ended_on < r.as_of
),

known as (
    select
        r.as_of,
        s.scope_id,
        count(r.from_12m) > 0 as has_12m,
        count(r.from_36m) > 0 as has_36m
    from recorded as r
    inner join core.network_scope as s on r.network_id = s.network_id
    group by r.as_of, s.scope_id
)

select
    k.as_of,
    k.scope_id as network_id,
    m.contract_type,
    sum(m.agents) as agents,
    case when k.has_12m then sum(m.entries_12m) end as entries_12m,
    case when k.has_12m then sum(m.exits_12m) end as exits_12m,
    case when k.has_36m then sum(m.entries_36m) end as entries_36m,
    case when k.has_36m then sum(m.exits_36m) end as exits_36m
from known as k
inner join core.network_scope as s on k.scope_id = s.scope_id
inner join moment as m on m.as_of = k.as_of and m.network_id = s.network_id
group by k.as_of, k.scope_id, m.contract_type, k.has_12m, k.has_36m
