-- What leaves, rounded or secret, is the pipeline's work (method/disclosure.yaml): here, only what the
-- catalogue opens, and of what it reserves the totals of all networks.
select p.*
from published.marts.indicator_public as p
inner join gate.indicator as i on p.indicator_id = i.indicator_id
where i.viewer = 'public' or p.network_id = '*'
