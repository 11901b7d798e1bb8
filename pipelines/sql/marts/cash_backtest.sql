-- Forecast against actual balances, over the last 24 month ends whose outcome is known at each
-- horizon, beside two naive forecasts: the last balance, and that of the same month last year. The
-- row '*' pools the errors of all networks. `agreements` = 'expected' is the fan as published, with
-- drawn renewals; 'committed' only counts signed agreements; 'known' is the engine as drawn, with
-- the agreements signed since, to separate its error from that of renewals. `coverage_drawn` is the
-- coverage of the fan before rescaling.
-- readers: staff
with fan as (
    select
        'expected' as agreements,
        as_of,
        network_id,
        month_end,
        months_ahead,
        p10,
        p50,
        p90,
        drawn_p10,
        drawn_p90
    from marts.cash_forecast
    union all
    select
        'committed' as agreements,
        as_of,
        network_id,
        month_end,
        months_ahead,
        committed_p10 as p10,
        committed_p50 as p50,
        committed_p90 as p90,
        cast(null as double) as drawn_p10,
        cast(null as double) as drawn_p90
    from marts.cash_forecast
    union all
    select
        'known' as agreements,
        as_of,
        network_id,
        month_end,
        months_ahead,
        p10,
        p50,
        p90,
        p10 as drawn_p10,
        p90 as drawn_p90
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
        case
            when f.drawn_p10 is null then null
            when a.balance_eur between f.drawn_p10 and f.drawn_p90 then 1
            else 0
        end as was_covered,
        f.p50 - a.balance_eur as error_eur,
        o.balance_eur - a.balance_eur as last_value_error_eur,
        y.balance_eur - a.balance_eur as last_year_error_eur
    from fan as f
    inner join core.cash_month as a on f.network_id = a.network_id and f.month_end = a.month_end
    inner join core.cash_month as o on f.network_id = o.network_id and f.as_of = o.month_end
    inner join core.cash_month as y
        on f.network_id = y.network_id and y.month_end = last_day(f.month_end - interval 12 month)
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
    steady_mean(c.is_covered) as coverage,
    steady_mean(c.was_covered) as coverage_drawn,
    steady_mean(c.error_eur) as bias_eur,
    steady_mean(abs(c.error_eur)) as mae_eur,
    steady_mean(abs(c.last_value_error_eur)) as mae_last_value_eur,
    steady_mean(abs(c.last_year_error_eur)) as mae_last_year_eur
from compared as c
inner join core.network_scope as s on c.network_id = s.network_id
where c.from_last <= 24
group by s.scope_id, c.agreements, c.months_ahead
