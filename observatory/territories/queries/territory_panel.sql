-- Known values of every month at a level, from which the classes of a map are computed.
-- Parameters: level, network_id, indicator_id.
select value, numerator, denominator, status
from marts.territory_values
where
    level = $level
    and network_id = $network_id
    and indicator_id = $indicator_id
    and status = 'ok'
    and value is not null
    and territory_code not like '%non_localise'
