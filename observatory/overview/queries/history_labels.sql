-- Labels of every network, with the name of the network.
select
    l.network_id,
    n.name,
    l.label,
    l.started_on,
    l.started_precision,
    l.ended_on,
    l.ended_precision
from core.label as l
inner join core.network as n on l.network_id = n.network_id
order by l.started_on, n.name collate fr
