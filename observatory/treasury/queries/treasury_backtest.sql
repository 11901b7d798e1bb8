-- Accuracy of the published forecasts of a scope, six and twelve months ahead.
-- Parameters: network_id.
select
    forecasts,
    months_ahead,
    coverage,
    coverage_drawn,
    bias_eur,
    mae_eur,
    mae_last_value_eur,
    mae_last_year_eur
from marts.cash_backtest
where network_id = $network_id and agreements = 'expected' and months_ahead in (6, 12)
order by months_ahead
