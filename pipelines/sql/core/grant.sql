-- A grant file may name the network or only its SIRET; both lead to the same network.
select
    g.reference,
    coalesce(g.network_id, n.network_id) as network_id,
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
    g.ended_on,
    g.duration_months,
    g.scheme
from staging.grant as g
left join core.network as n on n.siren = substring(g.beneficiary_siret, 1, 9)
