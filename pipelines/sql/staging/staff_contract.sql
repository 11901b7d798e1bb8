select
    id_reseau as network_id,
    id_agent as agent_id,
    fonction as role,
    type_contrat as contract_type,
    etp as fte,
    date_entree as started_on,
    date_sortie as ended_on,
    motif_sortie as exit_reason
from raw.equipes
