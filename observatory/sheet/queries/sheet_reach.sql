-- Départements where a network says it is active; none for the whole region, where an outline would
-- show nothing. Parameter: network_id.
with departments as (
    select code from core.territory where level = 'departement'
),

reached as (
    select d.department_code
    from core.network_department as d
    inner join departments as t on d.department_code = t.code
    where d.network_id = $network_id
)

select department_code
from reached
where (select count(*) from reached) < (select count(*) from departments)
order by department_code
