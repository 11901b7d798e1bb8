-- Yearly income of every network, and the share of fees in it.
select
    network_id,
    fiscal_year,
    fees_eur,
    services_eur,
    other_income_eur
from core.annual_account
order by all
