-- Ids of published figures that the catalogue does not declare as published there.
select distinct f.indicator_id
from indicators.figure as f
left join reference.indicator as i on f.indicator_id = i.indicator_id and i.is_network
where i.indicator_id is null
union
select distinct p.indicator_id
from marts.territory_values as p
left join reference.indicator as i on p.indicator_id = i.indicator_id and i.is_territorial
where i.indicator_id is null
