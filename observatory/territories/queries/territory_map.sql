-- One row per territory of a level: an indicator of a network at a month end.
-- The number of companies has no row where it is secret, that of the region apart. Another figure without
-- a row is secret where that number is; else a count is zero where the region has a figure, and a rate
-- has no data. Communes are published for all networks together only: a network's are secret.
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
    select level, territory_code, status
    from marts.territory_values
    where as_of = $as_of and network_id = $network_id and level in ($level, 'region')
        and indicator_id = 'companies_active'
),

-- Those that no row tells: every one of a network that has sent something.
untold as (
    select t.code
    from territories as t
    where ($level <> 'commune' or $network_id = '*')
        and exists (select 1 from stock where level = 'region')
        and t.code not in (
            select territory_code from stock where level = $level and status <> 'secret'
        )
),

reach as (
    select department_code from core.network_department where network_id = $network_id
),

-- A network that names no département works everywhere.
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
            when u.code is not null then 'secret'
            when $is_count and w.status = 'ok' then 'ok'
            else 'no_data'
        end as status,
        s.territory_code is null and t.code in (select territory_code from communes)
            as is_outside
    from territories as t
    cross join region as w
    left join figures as f on t.level = f.level and t.code = f.territory_code
    left join untold as u on t.code = u.code
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
