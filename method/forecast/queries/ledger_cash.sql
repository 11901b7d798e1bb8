-- Monthly cash of every network, from which the forecast draws.
select
    network_id,
    month_end,
    balance_eur,
    receipts_eur,
    payments_eur
from core.cash_month
order by all
