-- Actions of the last 24 months that one network recorded with the other, once per pair.
with month as (
    select as_of, from_24m
    from core.month
    where as_of = (select max(as_of) from core.month)
)

select
    least(a.network_id, n.network_id) as network_id,
    greatest(a.network_id, n.network_id) as other_id,
    count(distinct a.held_on) as named_count
from core.action as a
inner join month as d on a.held_on > d.from_24m and a.held_on <= d.as_of
inner join core.network as n
    on a.network_id <> n.network_id
    and instr(concat('|', a.associated_networks, '|'), concat('|', n.network_id, '|')) > 0
group by least(a.network_id, n.network_id), greatest(a.network_id, n.network_id)
