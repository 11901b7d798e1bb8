-- Départements where a network says it works. Parameter: network_id.
select department_code
from core.network_department
where network_id = $network_id
order by department_code
