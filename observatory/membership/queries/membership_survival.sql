-- How long the companies of a scope stay, for all, TPE and PME, at the last month of the panel.
-- Parameters: network_id.
select
    as_of,
    size_class,
    time_months,
    survival as value,
    low,
    high,
    at_risk,
    events
from marts.membership_survival
where network_id = $network_id and size_class in ('*', 'TPE', 'PME') and joining_year is null
order by size_class, time_months
