-- How far the forecasts of a scope were right, six months ahead, as they were published.
-- Parameters: network_id.
select
    forecasts,
    coverage,
    bias_eur,
    mae_eur,
    mae_last_value_eur,
    mae_last_year_eur
from marts.cash_backtest
where network_id = $network_id and agreements = 'signed' and months_ahead = 6
