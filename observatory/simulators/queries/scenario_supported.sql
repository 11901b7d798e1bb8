-- Networks that the region supports: who the envelope may help.
select
    network_id,
    name
from core.network
where is_region_supported and status = 'actif'
order by name
