-- What a network has sent, contract by contract. Parameter: network_id.
select
    contract,
    rows as row_count,
    last_month,
    months_behind,
    status
from quality.coverage
where network_id = $network_id
order by contract
