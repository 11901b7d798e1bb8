-- History of every network according to its sources: creation, end, successor.
select
    n.network_id,
    n.name,
    n.status,
    n.created_on,
    n.created_precision,
    n.ended_on,
    n.ended_precision,
    s.name as successor
from core.network as n
left join core.network as s on n.successor_id = s.network_id
order by n.created_on nulls last, n.name collate fr
