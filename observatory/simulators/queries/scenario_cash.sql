-- Monthly cash of every network: what the forecast draws from.
select
    network_id,
    month_end,
    balance_eur,
    receipts_eur,
    payments_eur
from core.cash_month
