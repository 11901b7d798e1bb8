-- Known figures of every family, before the grid is completed: no row for unknown ones.
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
