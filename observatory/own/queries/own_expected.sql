-- Files of a network: last month received, and when the next one is expected, nearest date first.
-- Parameter: network_id.
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
