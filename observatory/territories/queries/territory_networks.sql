-- Networks present in a territory: member companies at a month end and twelve months before.
-- Parameters: as_of, level, code.
with month as (
    select as_of, from_12m from core.month where as_of = $as_of
),

figures as (
    select v.*
    from marts.territory_values as v
    where
        v.level = $level
        and v.territory_code = $code
        and v.indicator_id = 'companies_active'
        and v.network_id <> '*'
)

select
    n.network_id,
    n.name,
    n.sector,
    f.value,
    f.status,
    coalesce(b.value, case when b.status is null then 0 end) as value_before,
    coalesce(b.status, 'ok') as status_before
from month as m
inner join figures as f on m.as_of = f.as_of
inner join core.network as n on f.network_id = n.network_id
left join figures as b on f.network_id = b.network_id and m.from_12m = b.as_of
where f.status = 'secret' or (f.status = 'ok' and f.value > 0)
order by f.value desc nulls last, n.name
