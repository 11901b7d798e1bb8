-- Labels that end in the year after a month end, without a known successor. Parameter: as_of.
with labels as (
    select * from core.label
)

select
    n.network_id,
    n.name,
    l.label,
    l.ended_on,
    l.ended_precision
from labels as l
inner join core.network as n on l.network_id = n.network_id
inner join core.month as m on m.as_of = $as_of and l.ended_on > m.as_of and l.ended_on <= m.to_12m
left join labels as f
    on l.network_id = f.network_id and l.label = f.label and f.started_on > l.started_on
where l.started_on <= m.as_of and f.network_id is null
order by l.ended_on, n.name collate fr
