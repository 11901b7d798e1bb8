select
    network_id,
    agent_id,
    role,
    contract_type,
    fte,
    started_on,
    ended_on,
    exit_reason
from staging.staff_contract
