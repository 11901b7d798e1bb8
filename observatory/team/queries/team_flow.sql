-- Agents, entries and exits of a scope at a month end, by type of contract.
-- Parameters: as_of, network_id.
select
    contract_type,
    agents,
    entries_12m,
    exits_12m,
    entries_36m,
    exits_36m
from marts.team_flow
where
    as_of = $as_of
    and network_id = $network_id
    and agents + coalesce(entries_36m, entries_12m, 0) + coalesce(exits_36m, exits_12m, 0) > 0
order by agents desc, contract_type
