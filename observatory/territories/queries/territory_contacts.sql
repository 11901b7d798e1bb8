-- Networks that an elected official of a territory may call: those with member companies here, then
-- those that say they work in its département, or everywhere. A network without recent information
-- (`inconnu`) is included and marked; one that has ended is not.
-- Parameters: as_of, level, code, departments (codes of those it lies in).
with stock as (
    select *
    from marts.territory_values
    where as_of = $as_of and indicator_id = 'companies_active' and network_id <> '*'
),

-- A network whose number is secret here has a row of the region only.
present as (
    select r.network_id, h.value, coalesce(h.status, 'secret') as status
    from stock as r
    left join stock as h
        on r.network_id = h.network_id and h.level = $level and h.territory_code = $code
    where
        r.level = 'region'
        and $level <> 'commune'
        and (h.status is null or h.status = 'secret' or h.value > 0)
),

reach as (
    select
        network_id,
        bool_or(department_code in (select unnest($departments))) as is_here
    from core.network_department
    group by network_id
),

aims as (
    select network_id, string_agg(naf_division, ',' order by naf_division) as divisions
    from core.network_division
    group by network_id
)

select
    n.network_id,
    n.name,
    n.sector,
    n.status as state,
    n.website,
    case
        when s.name is not null then s.name
        when n.seat_commune_code is not null then 'hors de la région'
    end as seat,
    a.divisions,
    p.value,
    coalesce(p.status, 'absent') as status
from core.network as n
left join present as p on n.network_id = p.network_id
left join reach as r on n.network_id = r.network_id
left join aims as a on n.network_id = a.network_id
left join core.territory as s on s.level = 'commune' and n.seat_commune_code = s.code
where
    n.status in ('actif', 'inconnu')
    and (p.network_id is not null or r.network_id is null or r.is_here or $level = 'region')
order by
    p.value desc nulls last,
    p.network_id is null,
    n.status,
    n.name
