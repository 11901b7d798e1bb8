-- Median age of the stays of current agents; for all networks, over all their agents.
with tenure as (
    select distinct
        m.as_of,
        s.network_id,
        s.agent_id,
        months_between_dates(s.started_on, m.as_of) as months
    from core.month as m
    inner join core.staff_spell as s
        on s.started_on <= m.as_of and (s.ended_on is null or s.ended_on >= m.as_of)
    inner join core.staff_contract as c
        on c.network_id = s.network_id
        and c.agent_id = s.agent_id
        and c.started_on <= m.as_of
        and (c.ended_on is null or c.ended_on >= m.as_of)
    inner join core.record_start as r
        on r.network_id = s.network_id and r.contract = 'equipes' and r.first_on <= m.as_of
)

select
    t.as_of,
    s.scope_id as network_id,
    'staff_tenure_median' as indicator_id,
    percentile_cont(0.5) within group (order by t.months) as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    count(*) as n,
    'ok' as status
from tenure as t
inner join core.network_scope as s on t.network_id = s.network_id
group by t.as_of, s.scope_id
