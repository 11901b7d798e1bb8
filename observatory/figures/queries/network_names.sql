-- Ids and names of the networks, current ones first: the options of a filter.
select
    network_id,
    name
from core.network
order by status <> 'actif', name collate fr
