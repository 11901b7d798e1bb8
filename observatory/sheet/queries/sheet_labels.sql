-- Present and past labels of a network, latest first. Parameter: network_id.
select
    label,
    started_on,
    started_precision,
    ended_on,
    ended_precision,
    source
from core.label
where network_id = $network_id
order by started_on desc nulls last
