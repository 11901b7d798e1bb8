-- How long people stay in the teams of a scope, at the last month of the panel.
-- Parameters: network_id.
select
    as_of,
    time_months,
    survival as value,
    low,
    high,
    at_risk,
    events
from marts.team_survival
where network_id = $network_id
order by time_months
