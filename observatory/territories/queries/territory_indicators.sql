-- Indicators that have figures at a level for a network; where the level has none of them (communes
-- of a named network, all secret), those of the other levels.
-- Parameters: level, network_id ('*' for all).
with figure as (
    select distinct level, indicator_id
    from marts.territory_values
    where network_id = $network_id
)

select distinct indicator_id
from figure
where level = $level or not exists (select 1 from figure where level = $level)
