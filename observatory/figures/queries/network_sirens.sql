-- SIREN of each network, NULL where none is known.
select
    network_id,
    siren
from core.network
order by network_id
