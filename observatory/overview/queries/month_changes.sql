-- Companies of each network, and of all together, at a month end and the previous one.
-- Parameter: as_of.
with months as (
    select max(as_of) as before from core.month where as_of < $as_of
),

figures as (
    select * from marts.indicator_values where indicator_id = 'companies_active'
),

networks as (
    select * from core.network
)

select
    v.network_id,
    n.name,
    m.before,
    v.value,
    b.value as value_before
from figures as v
cross join months as m
left join figures as b on b.as_of = m.before and b.network_id = v.network_id
left join networks as n on v.network_id = n.network_id
where v.as_of = $as_of
order by v.network_id
