select
    network_id,
    month_end,
    balance_eur,
    receipts_eur,
    payments_eur
from staging.cash_month
