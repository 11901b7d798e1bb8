-- Files of a network: up to which month they came, and by when the next one is expected, the nearest
-- day first. Parameter: network_id.
select
    contract,
    title,
    rows as row_count,
    last_month,
    months_behind,
    due_on,
    status
from quality.coverage
where network_id = $network_id
order by due_on nulls last, status <> 'absent', rank
