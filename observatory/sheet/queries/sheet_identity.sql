-- Identity of a network, one row. Parameter: network_id.
with places as (
    select
        d.network_id,
        string_agg(t.name, ', ' order by t.name collate fr) as departments
    from core.network_department as d
    inner join core.territory as t on t.level = 'departement' and d.department_code = t.code
    where d.network_id = $network_id
    group by d.network_id
)

select
    n.network_id,
    n.name,
    n.network_type,
    n.sector,
    n.siren,
    n.rna,
    n.created_on,
    n.created_precision,
    n.status,
    n.ended_on,
    n.ended_precision,
    s.name as successor,
    n.declared_stage,
    n.is_region_supported,
    n.website,
    n.source,
    n.source_date,
    c.name as seat,
    d.name as seat_department,
    p.departments
from core.network as n
left join core.network as s on n.successor_id = s.network_id
left join core.territory as c on c.level = 'commune' and n.seat_commune_code = c.code
left join core.territory as d on d.level = 'departement' and c.department_code = d.code
left join places as p on n.network_id = p.network_id
where n.network_id = $network_id
