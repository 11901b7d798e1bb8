-- One row per territory of a level: an indicator of a network at a month end.
-- A missing figure is secret if the number of companies is; otherwise a count is zero if the region
-- has a figure, and a rate has no data. Communes are published only for all networks together: those
-- of one network are secret.
-- Parameters: as_of, level, network_id ('*' for all together), indicator_id, is_count.
with territories as (
    select * from core.territory where level = $level
),

communes as (
    select
        department_code,
        case $level
            when 'commune' then code
            when 'epci' then epci_code
            when 'canton' then canton_code
            when 'circonscription' then circonscription_code
            else department_code
        end as territory_code
    from core.territory
    where level = 'commune'
),

figures as (
    select *
    from marts.territory_values
    where as_of = $as_of and network_id = $network_id and indicator_id = $indicator_id
),

stock as (
    select territory_code, status
    from marts.territory_values
    where as_of = $as_of and network_id = $network_id and level = $level
        and indicator_id = 'companies_active'
),

reach as (
    select department_code from core.network_department where network_id = $network_id
),

-- A network without a département works everywhere.
in_scope as (
    select distinct c.territory_code
    from communes as c
    left join reach as r on c.department_code = r.department_code
    where r.department_code is not null or not exists (select 1 from reach)
),

region as (
    select coalesce(max(status), 'no_data') as status from figures where level = 'region'
),

known as (
    select
        t.*,
        f.value,
        f.numerator,
        f.denominator,
        f.low,
        f.high,
        case
            when f.status is not null then f.status
            when $level = 'commune' and $network_id <> '*' and w.status <> 'no_data' then 'secret'
            when k.status = 'secret' then 'secret'
            when $is_count and w.status = 'ok' then 'ok'
            else 'no_data'
        end as status,
        s.territory_code is null and t.code in (select territory_code from communes)
            as is_outside
    from territories as t
    cross join region as w
    left join figures as f on t.level = f.level and t.code = f.territory_code
    left join stock as k on t.code = k.territory_code
    left join in_scope as s on t.code = s.territory_code
)

select
    cast($as_of as date) as as_of,
    k.code,
    k.name,
    d.name as department,
    k.population,
    k.is_partial,
    k.latitude,
    k.longitude,
    case when k.status = 'ok' then coalesce(k.value, 0) end as value,
    k.numerator,
    k.denominator,
    k.low,
    k.high,
    case
        when k.is_outside and (k.status in ('no_data', 'insufficient') or coalesce(k.value, 0) = 0)
            and k.status <> 'secret' then 'out_of_scope'
        else k.status
    end as status
from known as k
left join core.territory as d on d.level = 'departement' and k.department_code = d.code
order by k.name, k.code
