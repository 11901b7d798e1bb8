-- Lowest month-end balance of the window, for a network and for all of them on the sum of their
-- balances, which is not a sum of lows. A network counts once it has twelve months.
with balance as (
    select
        m.as_of,
        c.network_id,
        c.month_end,
        c.balance_eur,
        count(c.balance_eur) over (partition by m.as_of, c.network_id) as months
    from core.month as m
    inner join core.cash_month as c on c.month_end > m.from_12m and c.month_end <= m.as_of
),

together as (
    select
        b.as_of,
        s.scope_id,
        b.month_end,
        steady_sum(case when b.months = 12 then b.balance_eur end) as balance_eur,
        count(case when b.months = 12 then b.balance_eur end) as whole,
        count(b.balance_eur) as known
    from balance as b
    inner join core.network_scope as s on b.network_id = s.network_id
    group by b.as_of, s.scope_id, b.month_end
)

select
    as_of,
    scope_id as network_id,
    'cash_min_12m' as indicator_id,
    cast(min(balance_eur) as double) as value,
    cast(min(balance_eur) as double) as numerator,
    cast(null as double) as denominator,
    cast(case when sum(whole) > 0 then sum(whole) else sum(known) end as bigint) as n,
    case when sum(whole) > 0 then 'ok' else 'insufficient' end as status
from together
group by as_of, scope_id
