select
    i.reference,
    i.rank,
    g.network_id,
    g.funder_name,
    g.funder_type,
    i.due_on,
    i.due_eur,
    i.paid_on,
    i.paid_eur
from staging.instalment as i
left join core.grant as g on i.reference = g.reference
