-- Networks supported by the region, among which the envelope is shared.
select
    network_id,
    name
from core.network
where is_region_supported and status = 'actif'
order by name
