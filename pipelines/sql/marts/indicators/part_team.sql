with known as (
    select
        m.as_of,
        m.to_12m,
        t.network_id
    from core.month as m
    inner join core.record_start as t on t.contract = 'equipes' and t.first_on <= m.as_of
),

agent as (
    select
        k.as_of,
        k.network_id,
        c.agent_id,
        steady_sum(c.fte) as fte,
        steady_sum(case when c.ended_on <= k.to_12m then c.fte else 0 end) as ending_fte
    from known as k
    inner join core.staff_contract as c
        on c.network_id = k.network_id
        and c.started_on <= k.as_of
        and (c.ended_on is null or c.ended_on >= k.as_of)
    group by k.as_of, k.network_id, c.agent_id
),

team as (
    select
        k.as_of,
        k.network_id,
        count(a.agent_id) as agents,
        coalesce(steady_sum(a.fte), 0) as fte,
        coalesce(max(a.fte), 0) as key_fte,
        coalesce(steady_sum(a.ending_fte), 0) as ending_fte
    from known as k
    left join agent as a on k.as_of = a.as_of and k.network_id = a.network_id
    group by k.as_of, k.network_id
)

select
    as_of,
    network_id,
    'headcount' as indicator_id,
    cast(agents as double) as numerator,
    cast(null as double) as denominator,
    agents as n
from team

union all

select
    as_of,
    network_id,
    'fte' as indicator_id,
    fte as numerator,
    cast(null as double) as denominator,
    agents as n
from team

union all

select
    as_of,
    network_id,
    'key_person_share' as indicator_id,
    key_fte as numerator,
    fte as denominator,
    agents as n
from team

union all

select
    as_of,
    network_id,
    'fte_ending_12m_share' as indicator_id,
    ending_fte as numerator,
    fte as denominator,
    agents as n
from team
