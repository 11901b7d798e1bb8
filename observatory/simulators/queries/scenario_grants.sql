-- Agreements of one network.
-- Parameters: network_id.
select
    reference,
    funder_type,
    signed_on,
    started_on,
    ended_on,
    duration_months,
    amount_eur
from core."grant"
where network_id = $network_id
