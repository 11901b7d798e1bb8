select distinct
    network_id,
    naf_division
from staging.network_division
