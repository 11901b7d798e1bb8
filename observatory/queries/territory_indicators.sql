-- Indicators that have figures by territory for a network. Parameter: network_id ('*' for all).
select distinct indicator_id
from marts.territory_values
where network_id = $network_id
