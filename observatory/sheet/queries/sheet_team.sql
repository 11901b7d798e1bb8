-- Posts of a network at a month end, without the people. Parameters: as_of, network_id.
select
    role,
    contract_type,
    count(*) as posts,
    sum(fte) as fte,
    min(started_on) as first_on,
    max(started_on) as last_on
from core.staff_contract
where
    network_id = $network_id
    and started_on <= $as_of
    and (ended_on is null or ended_on >= $as_of)
group by role, contract_type
order by fte desc, role, contract_type
