-- Days without a director are counted on the union of the contracts: each contract adds the days
-- not covered by earlier ones. Day 1 is the day after the window's lower bound, and `end_day` is
-- the first day after the contract.
with recorded as (
    select
        m.as_of,
        m.from_12m,
        t.network_id,
        t.first_on <= m.from_12m as has_12m,
        days_between(m.from_12m, m.as_of) as window_days
    from core.month as m
    inner join core.record_start as t on t.contract = 'equipes' and t.first_on <= m.as_of
),

direction as (
    select
        r.as_of,
        r.network_id,
        greatest(days_between(r.from_12m, c.started_on), 1) as first_day,
        case
            when c.ended_on <= r.as_of then days_between(r.from_12m, c.ended_on) + 1
            else r.window_days + 1
        end as end_day
    from recorded as r
    inner join core.staff_contract as c
        on c.network_id = r.network_id
        and c.role = 'direction'
        and c.started_on <= r.as_of
        and (c.ended_on is null or c.ended_on > r.from_12m)
),

followed as (
    select
        *,
        max(end_day) over (
            partition by as_of, network_id order by first_day, end_day
            rows between unbounded preceding and 1 preceding
        ) as end_before
    from direction
),

covered as (
    select
        as_of,
        network_id,
        sum(greatest(0, end_day - greatest(first_day, coalesce(end_before, first_day)))) as days
    from followed
    group by as_of, network_id
)

select
    r.as_of,
    r.network_id,
    'director_vacant_days_12m' as indicator_id,
    case when r.has_12m then r.window_days - coalesce(c.days, 0) end as numerator,
    cast(null as double) as denominator,
    r.window_days as n
from recorded as r
left join covered as c on r.as_of = c.as_of and r.network_id = c.network_id
