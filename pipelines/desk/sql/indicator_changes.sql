with old as (
    select *
    from published.marts.indicator_values
    where as_of = (select max(as_of) from published.marts.indicator_values)
),

new as (
    select *
    from marts.indicator_values
    where as_of = (select max(as_of) from marts.indicator_values)
)

select
    coalesce(n.network_id, o.network_id) as network_id,
    coalesce(n.indicator_id, o.indicator_id) as indicator_id,
    o.value as before,
    n.value as after,
    o.status as status_before,
    n.status as status_after,
    (n.value - o.value) / nullif(abs(o.value), 0) as relative_change
from old as o
full outer join new as n on o.network_id = n.network_id and o.indicator_id = n.indicator_id
where (o.value is null) <> (n.value is null)
    or (o.value = 0 and n.value <> 0)
    or abs(n.value - o.value) > ? * abs(o.value)
order by abs(relative_change) desc nulls first, network_id, indicator_id
