-- Agreements of every network, in order of signature, which shows the renewals.
with grants as (
    select * from core."grant"
),

networks as (
    select * from core.network
)

select
    g.network_id,
    g.reference,
    g.funder_name,
    g.funder_type,
    g.signed_on,
    g.started_on,
    g.ended_on,
    g.amount_eur,
    n.ended_on as network_ended_on
from grants as g
inner join networks as n on g.network_id = n.network_id
order by g.signed_on, g.reference
