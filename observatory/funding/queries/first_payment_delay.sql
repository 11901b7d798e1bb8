-- Days from an application to its first payment, by type of funder; `paid` and `waiting` only for
-- roles that may see these counts. Parameters: as_of, network_id.
select
    funder_type,
    paid,
    waiting,
    p10_days,
    p25_days,
    median_days as value,
    p75_days,
    p90_days
from marts.first_payment_delay
where as_of = $as_of and network_id = $network_id and median_days is not null
order by funder_type = '*', median_days desc
