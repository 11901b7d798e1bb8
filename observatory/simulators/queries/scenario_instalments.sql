-- Instalments of every network with the signature date of their agreement, in the order of the
-- pipeline: the same order gives the same draws.
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
    signed_on
from core.instalment
where network_id is not null
order by reference, rank, due_on, due_eur
