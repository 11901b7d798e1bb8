-- A year of cash needs twelve months: if one is missing, days and months are unknown.
with year_of_cash as (
    select
        m.as_of,
        c.network_id,
        count(c.payments_eur) as payment_months,
        count(c.balance_eur) as balance_months,
        steady_sum(c.payments_eur) as payments_eur,
        max(case when c.month_end = m.as_of then c.balance_eur end) as balance_eur
    from core.month as m
    inner join core.cash_month as c on c.month_end > m.from_12m and c.month_end <= m.as_of
    group by m.as_of, c.network_id
),

short_months as (
    select
        y.as_of,
        y.network_id,
        sum(case when c.balance_eur < 30 * y.payments_eur / 365 then 1 else 0 end) as months
    from year_of_cash as y
    inner join core.month as m on y.as_of = m.as_of
    inner join core.cash_month as c
        on c.network_id = y.network_id and c.month_end > m.from_12m and c.month_end <= y.as_of
    where y.payment_months = 12 and y.balance_months = 12
    group by y.as_of, y.network_id
)

select
    as_of,
    network_id,
    'cash_end' as indicator_id,
    balance_eur as numerator,
    cast(null as double) as denominator,
    1 as n
from year_of_cash

union all

select
    as_of,
    network_id,
    'cash_days' as indicator_id,
    case when payment_months = 12 then balance_eur end as numerator,
    case when payment_months = 12 then payments_eur / 365 end as denominator,
    payment_months as n
from year_of_cash

union all

select
    y.as_of,
    y.network_id,
    'months_under_30d_12m' as indicator_id,
    s.months as numerator,
    cast(null as double) as denominator,
    least(y.payment_months, y.balance_months) as n
from year_of_cash as y
left join short_months as s on y.as_of = s.as_of and y.network_id = s.network_id
