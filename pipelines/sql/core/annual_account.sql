select
    network_id,
    fiscal_year,
    fees_eur,
    services_eur,
    public_grants_eur,
    other_income_eur,
    payroll_eur,
    other_expenses_eur,
    equity_eur,
    long_term_debt_eur,
    net_fixed_assets_eur,
    receivables_eur,
    grants_receivable_eur,
    short_term_debt_eur,
    cash_eur
from staging.annual_account
