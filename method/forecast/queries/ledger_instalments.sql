-- Instalments of every network, with the day of signature and the purpose of their agreement. The
-- order decides the last digits of sums.
select
    reference,
    rank,
    network_id,
    funder_name,
    funder_type,
    due_on,
    due_eur,
    paid_on,
    paid_eur,
    signed_on,
    purpose
from core.instalment
where network_id is not null
order by
    reference, rank, due_on, due_eur, paid_on, paid_eur, network_id, purpose
