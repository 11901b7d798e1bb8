-- The secrecy of small cells is the pipeline's work; here, only indicators open to the public.
select v.*
from published.marts.territory_values as v
inner join gate.indicator as i on v.indicator_id = i.indicator_id
where i.viewer = 'public'
