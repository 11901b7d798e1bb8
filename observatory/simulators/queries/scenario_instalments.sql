-- Instalments of every network with the signature of their agreement, in the order in which the
-- pipeline reads them. A decision that holds several grants is signed once.
with instalments as (
    select * from core.instalment
),

grants as (
    select
        reference,
        network_id,
        min(signed_on) as signed_on
    from core."grant"
    group by reference, network_id
)

select
    i.reference,
    i.rank,
    i.network_id,
    i.funder_name,
    i.funder_type,
    i.due_on,
    i.due_eur,
    i.paid_on,
    i.paid_eur,
    g.signed_on
from instalments as i
inner join grants as g on i.reference = g.reference and i.network_id = g.network_id
order by i.reference, i.rank
