-- `ended_on` is the last day; nobody works for a network after its own last day.
select
    c.network_id,
    c.agent_id,
    c.role,
    c.contract_type,
    c.fte,
    c.started_on,
    nullif(
        least(coalesce(c.ended_on, date '9999-12-31'), coalesce(n.ended_on, date '9999-12-31')),
        date '9999-12-31'
    ) as ended_on,
    c.exit_reason
from staging.staff_contract as c
left join core.network as n on c.network_id = n.network_id
where n.ended_on is null or c.started_on <= n.ended_on
