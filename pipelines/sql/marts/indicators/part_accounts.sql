-- The last year closed by the month end, if it closed within two years: older accounts are out of
-- date. A ratio with an empty line is unknown.
with closed as (
    select
        m.as_of,
        a.*,
        a.fees_eur + a.services_eur + a.public_grants_eur + a.other_income_eur as income_eur,
        a.payroll_eur + a.other_expenses_eur as expenses_eur,
        a.equity_eur + a.long_term_debt_eur - a.net_fixed_assets_eur as working_capital_eur,
        a.receivables_eur + a.grants_receivable_eur - a.short_term_debt_eur as need_eur,
        make_date(cast(a.fiscal_year as int), 12, 31) > m.from_24m as is_recent,
        row_number() over (
            partition by m.as_of, a.network_id order by a.fiscal_year desc
        ) as from_last
    from core.month as m
    inner join core.annual_account as a
        on make_date(cast(a.fiscal_year as int), 12, 31) <= m.as_of
),

parts as (
    select
        as_of, network_id, is_recent, 'public_dependency' as indicator_id,
        public_grants_eur as above, income_eur as below, true as is_ratio
    from closed where from_last = 1
    union all
    select
        as_of, network_id, is_recent, 'self_financing' as indicator_id,
        fees_eur + services_eur as above, income_eur as below, true as is_ratio
    from closed where from_last = 1
    union all
    select
        as_of, network_id, is_recent, 'net_margin' as indicator_id,
        income_eur - expenses_eur as above, income_eur as below, true as is_ratio
    from closed where from_last = 1
    union all
    select
        as_of, network_id, is_recent, 'equity_months' as indicator_id,
        equity_eur as above, expenses_eur / 12 as below, true as is_ratio
    from closed where from_last = 1
    union all
    select
        as_of, network_id, is_recent, 'current_ratio' as indicator_id,
        cash_eur + receivables_eur + grants_receivable_eur as above, short_term_debt_eur as below,
        true as is_ratio
    from closed where from_last = 1
    union all
    select
        as_of, network_id, is_recent, 'working_capital' as indicator_id,
        working_capital_eur as above, cast(null as double) as below, false as is_ratio
    from closed where from_last = 1
    union all
    select
        as_of, network_id, is_recent, 'working_capital_need' as indicator_id,
        need_eur as above, cast(null as double) as below, false as is_ratio
    from closed where from_last = 1
    union all
    select
        as_of, network_id, is_recent, 'working_capital_gap' as indicator_id,
        cash_eur - (working_capital_eur - need_eur) as above, cast(null as double) as below,
        false as is_ratio
    from closed where from_last = 1
)

select
    as_of,
    network_id,
    indicator_id,
    case when is_recent and (not is_ratio or below is not null) then above end as numerator,
    case when is_recent then below end as denominator,
    1 as n
from parts
