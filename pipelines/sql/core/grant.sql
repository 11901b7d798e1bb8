-- A grant file may name the network or only its SIRET; both lead to the same network. No agreement
-- runs after the last day of its network, but its instalments stay due.
with owned as (
    select
        g.*,
        coalesce(g.network_id, n.network_id) as owner_id
    from staging.grant as g
    left join core.network as n on n.siren = substring(g.beneficiary_siret, 1, 9)
)

select
    g.reference,
    g.owner_id as network_id,
    g.funder_name,
    g.funder_siret,
    g.funder_type,
    g.beneficiary_siret,
    g.signed_on,
    g.purpose,
    g.amount_eur,
    g.nature,
    g.conditions,
    g.started_on,
    case when n.ended_on < g.ended_on then n.ended_on else g.ended_on end as ended_on,
    g.duration_months,
    g.scheme
from owned as g
left join core.network as n on g.owner_id = n.network_id
