-- Networks whose level of fragility differs from the previous month. Parameter: as_of.
with months as (
    select max(as_of) as before from core.month where as_of < $as_of
),

levels as (
    select * from marts.fragility
)

select
    n.name,
    b.level as level_before,
    v.level
from levels as v
cross join months as m
inner join levels as b on b.as_of = m.before and b.network_id = v.network_id
inner join core.network as n on v.network_id = n.network_id
where v.as_of = $as_of and v.level <> b.level
order by n.name
