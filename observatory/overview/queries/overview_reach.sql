-- How many networks say that they act in each département of the region, and which only there.
with acting as (
    select
        d.network_id,
        d.department_code,
        n.name,
        count(*) over (partition by d.network_id) as department_count
    from core.network_department as d
    inner join core.network as n on d.network_id = n.network_id
    inner join core.territory as t on t.level = 'departement' and d.department_code = t.code
    where n.status in ('actif', 'inconnu')
)

select
    t.code,
    t.name,
    count(a.network_id) as networks,
    string_agg(case when a.department_count = 1 then a.name end, ', ' order by a.name) as own
from core.territory as t
left join acting as a on t.code = a.department_code
where t.level = 'departement'
group by t.code, t.name
order by networks desc, t.code
