-- Networks that started or ended in the month of a month end. Parameters: as_of.
with networks as (
    select * from core.network
),

months as (
    select max(as_of) as before from core.month where as_of < $as_of
)

select
    n.name,
    n.ended_on >= m.before and n.ended_on < $as_of as has_ended,
    s.name as successor
from networks as n
cross join months as m
left join networks as s on n.successor_id = s.network_id
where
    (n.created_on > m.before and n.created_on <= $as_of)
    or (n.ended_on >= m.before and n.ended_on < $as_of)
order by n.name
