-- Contracts of a network that overlap the five years before a month end, one row per contract.
-- Parameters: as_of, network_id.
with month as (
    select as_of from core.month where as_of = $as_of
)

select
    c.agent_id,
    c.role,
    c.contract_type,
    c.fte,
    greatest(c.started_on, m.as_of - interval 5 year) as started_on,
    least(coalesce(c.ended_on, m.as_of), m.as_of) as ended_on,
    c.started_on as contract_from,
    c.ended_on as contract_to
from core.staff_contract as c
cross join month as m
where
    c.network_id = $network_id
    and c.started_on <= m.as_of
    and coalesce(c.ended_on, m.as_of) >= m.as_of - interval 5 year
order by
    case c.role when 'direction' then 1 when 'animation' then 2 when 'projets' then 3 else 4 end,
    c.started_on,
    c.agent_id
