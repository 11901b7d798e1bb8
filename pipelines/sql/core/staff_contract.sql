-- `ended_on` is the last day; no contract lasts longer than its network.
-- readers: staff
select
    c.id_reseau as network_id,
    c.id_agent as agent_id,
    c.fonction as role,
    c.type_contrat as contract_type,
    c.etp as fte,
    c.date_entree as started_on,
    nullif(
        least(coalesce(c.date_sortie, date '9999-12-31'), coalesce(n.ended_on, date '9999-12-31')),
        date '9999-12-31'
    ) as ended_on,
    c.motif_sortie as exit_reason
from raw.equipes as c
left join core.network as n on c.id_reseau = n.network_id
where n.ended_on is null or c.date_entree <= n.ended_on
