-- Level of fragility and computed stage of each network. Parameter: as_of.
select
    network_id,
    level,
    stage
from marts.fragility
where as_of = $as_of
