-- Requests are noted as they come: the first one is the start of the record, and a record that
-- begins inside the window would pass for a quiet year.
with known as (
    select
        m.as_of,
        r.network_id,
        min(r.requested_on) <= m.from_12m as has_12m,
        sum(case when r.requested_on > m.from_12m then 1 else 0 end) as requests,
        sum(case when r.requested_on > m.from_12m and r.hours is not null then 1 else 0 end)
            as timed_requests,
        case
            when sum(case when r.requested_on > m.from_12m then 1 else 0 end) = 0 then 0
            else steady_sum(case when r.requested_on > m.from_12m then r.hours end)
        end as hours
    from core.month as m
    inner join core.request as r on r.requested_on <= m.as_of
    group by m.as_of, m.from_12m, r.network_id
),

team as (
    select
        m.as_of,
        c.network_id,
        steady_sum(c.fte) as fte,
        steady_sum(case when c.role = 'direction' then c.fte else 0 end) as direction_fte
    from core.month as m
    inner join core.staff_contract as c
        on c.started_on <= m.as_of and (c.ended_on is null or c.ended_on >= m.as_of)
    group by m.as_of, c.network_id
),

load as (
    select
        k.as_of,
        k.network_id,
        k.requests,
        k.timed_requests,
        case when k.has_12m then cast(k.requests as double) end as known_requests,
        case when k.has_12m then k.hours end as known_hours,
        coalesce(t.fte, 0) as fte,
        coalesce(t.direction_fte, 0) as direction_fte
    from known as k
    left join team as t on k.as_of = t.as_of and k.network_id = t.network_id
)

select
    as_of,
    network_id,
    'requests_12m' as indicator_id,
    known_requests as numerator,
    cast(null as double) as denominator,
    requests as n
from load

union all

select
    as_of,
    network_id,
    'requests_per_director_month' as indicator_id,
    known_requests as numerator,
    12 * direction_fte as denominator,
    requests as n
from load

union all

select
    as_of,
    network_id,
    'requests_per_fte_month' as indicator_id,
    known_requests as numerator,
    12 * fte as denominator,
    requests as n
from load

union all

-- 1,607 hours: legal working time of a full year (Code du travail L3121-41).
select
    as_of,
    network_id,
    'request_hours_share' as indicator_id,
    known_hours as numerator,
    1607 * direction_fte as denominator,
    timed_requests as n
from load
