-- Yearly income of every network: the part of fees in it.
select
    network_id,
    fiscal_year,
    fees_eur,
    services_eur,
    other_income_eur
from core.annual_account
