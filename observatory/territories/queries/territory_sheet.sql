-- Every territorial indicator for a territory, the EPCI of a commune, its département and the region, at
-- a month end and twelve months before; indicators not published at the level are left out. A missing
-- figure is secret if the number of companies is not shown; otherwise a count is zero.
-- Parameters: as_of, level, code, network_id, counts (ids of the indicators that count).
with chosen as (
    select * from core.territory where level = $level and code = $code
),

place as (
    select 'territory' as place, level, code, name, is_partial from chosen
    union all
    select
        case t.level when 'departement' then 'department' else t.level end, t.level, t.code, t.name,
        t.is_partial
    from core.territory as t
    inner join chosen as c
        on (t.level = 'epci' and c.level = 'commune' and t.code = c.epci_code)
        or (t.level = 'departement' and c.level <> t.level and t.code = c.department_code)
        or t.level = 'region'
),

moment as (
    select 'now' as moment, as_of from core.month where as_of = $as_of
    union all
    select 'before' as moment, from_12m as as_of from core.month where as_of = $as_of
),

figures as (
    select v.*
    from marts.territory_values as v
    inner join moment as m on v.as_of = m.as_of
    where v.network_id = $network_id
),

offered as (
    select distinct level, indicator_id from marts.territory_values where network_id = $network_id
),

-- What says that a territory is secret has no row at a level where every territory is.
indicator as (
    select distinct indicator_id
    from offered
    where level = $level
        or not exists (select 1 from offered where level = $level)
        or (level = 'region' and $level <> 'commune' and indicator_id in ('companies_active',
            'members_active', 'tpe_pme_share', 'tpe_pme_penetration', 'partner_aid_24m'))
),

judged as (
    select
        m.moment,
        p.place,
        p.name, p.is_partial,
        i.indicator_id,
        m.as_of,
        coalesce(f.value, 0) as value,
        f.numerator,
        f.denominator,
        f.n,
        case
            when f.status is not null then f.status
            when p.level = 'commune' and $network_id <> '*' then 'secret'
            when coalesce(k.status, 'secret') = 'secret' and s.as_of is not null then 'secret'
            when i.indicator_id in (select unnest($counts)) and w.status = 'ok' then 'ok'
            else 'no_data'
        end as status
    from place as p
    cross join indicator as i
    cross join moment as m
    left join figures as f
        on p.level = f.level and p.code = f.territory_code
        and i.indicator_id = f.indicator_id and m.as_of = f.as_of
    left join figures as k
        on p.level = k.level and p.code = k.territory_code and m.as_of = k.as_of
        and k.indicator_id = 'companies_active'
    left join figures as s
        on s.level = 'region' and m.as_of = s.as_of and s.indicator_id = 'companies_active'
    left join figures as w
        on w.level = 'region' and i.indicator_id = w.indicator_id and m.as_of = w.as_of
)

select
    n.place,
    n.name, n.is_partial,
    n.indicator_id,
    n.as_of,
    case when n.status = 'ok' then n.value end as value,
    n.numerator,
    n.denominator,
    n.n,
    n.status,
    case when b.status = 'ok' then b.value end as value_before,
    b.numerator as numerator_before,
    b.denominator as denominator_before,
    b.n as n_before,
    b.status as status_before
from judged as n
inner join judged as b
    on n.place = b.place and n.indicator_id = b.indicator_id and b.moment = 'before'
where n.moment = 'now'
