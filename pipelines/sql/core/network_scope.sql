select
    network_id as scope_id,
    network_id
from core.network

union all

select
    '*' as scope_id,
    network_id
from core.network
