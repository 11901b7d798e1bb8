-- Output of the product for each network at each month end, and inputs of its rivals.
with wide as (
    select
        as_of,
        network_id,
        max(value) filter (where indicator_id = 'cash_days') as cash_days,
        max(value) filter (where indicator_id = 'months_to_negative_p10') as months_to_negative,
        max(value) filter (where indicator_id = 'payment_delay_days') as payment_delay,
        max(value) filter (where indicator_id = 'public_dependency') as dependency,
        max(value) filter (where indicator_id = 'growth_12m') as growth,
        max(value) filter (where indicator_id = 'team_turnover_12m') as turnover,
        max(value) filter (where indicator_id = 'director_vacant_days_12m') as vacant_days,
        max(value) filter (where indicator_id = 'churn_12m') as churn
    from marts.indicator_values
    where network_id <> '*'
    group by as_of, network_id
),

result as (
    select
        m.as_of,
        a.network_id,
        arg_max(
            (a.fees_eur + a.services_eur + a.public_grants_eur + a.other_income_eur - a.payroll_eur - a.other_expenses_eur)
            / nullif(a.payroll_eur + a.other_expenses_eur, 0),
            a.fiscal_year
        ) as last_result
    from core.month as m
    -- Accounts of a year are closed and approved six months after it.
    inner join core.annual_account as a on make_date(cast(a.fiscal_year as int) + 1, 6, 30) <= m.as_of
    group by m.as_of, a.network_id
)

select
    f.as_of,
    f.network_id as network,
    f.level,
    f.score,
    f.rank,
    w.* exclude (as_of, network_id),
    r.last_result
from marts.fragility as f
left join wide as w on f.as_of = w.as_of and f.network_id = w.network_id
left join result as r on f.as_of = r.as_of and f.network_id = r.network_id
where f.network_id <> '*'
order by f.as_of, f.network_id
