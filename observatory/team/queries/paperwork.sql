-- Cost and yield of the applications of 24 months, by funder, at the hourly cost set by the reader.
-- Parameters: as_of, network_id, hourly_cost.
select
    funder_name as name,
    filed,
    granted,
    decided,
    success,
    success_low,
    success_high,
    hours_each as value,
    control_hours,
    granted_eur,
    hours_per_10k,
    hours_per_euro * $hourly_cost as cost_per_euro
from marts.application_funder
where as_of = $as_of and network_id = $network_id
order by value desc nulls last, name
