-- What the forecast said against what came, over the last 24 month ends whose outcome is known at
-- each horizon, beside two naive forecasts: the last balance, and that of the same month last year.
-- The row '*' pools the errors of all networks. `agreements` = 'signed' is the forecast as it was
-- published; 'known' is the same engine told of the agreements signed since, so that the error of
-- the engine is not mistaken for that of renewals.
with fan as (
    select 'signed' as agreements, as_of, network_id, month_end, months_ahead, p10, p50, p90
    from marts.cash_forecast
    union all
    select 'known' as agreements, as_of, network_id, month_end, months_ahead, p10, p50, p90
    from indicators.cash_foresight
),

compared as (
    select
        f.agreements,
        f.network_id,
        f.months_ahead,
        row_number() over (
            partition by f.agreements, f.network_id, f.months_ahead order by f.as_of desc
        ) as from_last,
        case when a.balance_eur between f.p10 and f.p90 then 1 else 0 end as is_covered,
        f.p50 - a.balance_eur as error_eur,
        o.balance_eur - a.balance_eur as last_value_error_eur,
        y.balance_eur - a.balance_eur as last_year_error_eur
    from fan as f
    inner join core.cash_month as a
        on a.network_id = f.network_id and a.month_end = f.month_end
    inner join core.cash_month as o
        on o.network_id = f.network_id and o.month_end = f.as_of
    inner join core.cash_month as y
        on
            y.network_id = f.network_id
            and y.month_end = last_day(f.month_end - interval 12 month)
    where
        a.balance_eur is not null
        and o.balance_eur is not null
        and y.balance_eur is not null
)

select
    s.scope_id as network_id,
    c.agreements,
    c.months_ahead,
    count(*) as forecasts,
    avg(c.is_covered) as coverage,
    avg(c.error_eur) as bias_eur,
    avg(abs(c.error_eur)) as mae_eur,
    avg(abs(c.last_value_error_eur)) as mae_last_value_eur,
    avg(abs(c.last_year_error_eur)) as mae_last_year_eur
from compared as c
inner join core.network_scope as s on c.network_id = s.network_id
where c.from_last <= 24
group by s.scope_id, c.agreements, c.months_ahead
