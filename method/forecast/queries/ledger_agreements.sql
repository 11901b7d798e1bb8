-- Agreements of every network, in order of signature, which shows the renewals.
select
    g.network_id,
    g.reference,
    g.purpose,
    g.funder_name,
    g.funder_type,
    g.signed_on,
    g.started_on,
    g.ended_on,
    g.amount_eur,
    n.ended_on as network_ended_on
from core."grant" as g
inner join core.network as n on g.network_id = n.network_id
order by
    g.signed_on, g.reference, g.network_id, g.funder_name, g.started_on, g.ended_on, g.amount_eur,
    g.purpose
