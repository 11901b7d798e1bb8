-- What every family knows, before the grid is filled: no row where it knows nothing.
select as_of, network_id, indicator_id, value, numerator, denominator, n, status
from indicators.membership
union all
select as_of, network_id, indicator_id, value, numerator, denominator, n, status
from indicators.money_and_people
union all
select as_of, network_id, indicator_id, value, numerator, denominator, n, status
from indicators.cash_low
union all
select as_of, network_id, indicator_id, value, numerator, denominator, n, status
from indicators.funder_concentration
union all
select as_of, network_id, indicator_id, value, numerator, denominator, n, status
from indicators.staff_tenure
union all
select as_of, network_id, indicator_id, value, numerator, denominator, n, status
from indicators.board_parity
union all
select as_of, network_id, indicator_id, value, numerator, denominator, n, status
from indicators.forecast
