-- Factor by which each month of the forecast at a month end was rescaled.
-- Parameters: as_of.
select distinct
    months_ahead,
    spread_factor
from marts.cash_forecast
where as_of = $as_of
order by months_ahead
