-- TPE and PME of the target divisions of a scope, by commune; '*' is the union of the divisions, so
-- that a division of two networks counts once.
with division as (
    select distinct
        s.scope_id,
        d.naf_division
    from core.network_division as d
    inner join core.network_scope as s on d.network_id = s.network_id
)

select
    d.scope_id as network_id,
    f.commune_code,
    sum(f.company_count) as target_companies
from core.economic_fabric as f
inner join division as d on f.naf_division = d.naf_division
where f.size_class in ('TPE', 'PME')
group by d.scope_id, f.commune_code
