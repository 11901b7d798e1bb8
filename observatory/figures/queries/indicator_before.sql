-- One indicator of all networks together at the last month end up to a day.
-- Parameters: day, indicator_id.
select
    as_of,
    value,
    numerator,
    denominator,
    n,
    status
from marts.indicator_values
where
    network_id = '*'
    and indicator_id = $indicator_id
    and as_of <= $day
order by as_of desc
limit 1
