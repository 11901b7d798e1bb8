-- readers: staff
select
    id_dossier as application_id,
    id_reseau as network_id,
    coalesce(f.funder_name, a.financeur) as funder_name,
    programme,
    type_financeur as funder_type,
    date_depot as filed_on,
    date_decision as decided_on,
    decision,
    montant_demande as requested_eur,
    montant_obtenu as granted_eur,
    heures_montage as preparation_hours,
    heures_controle as control_hours
from raw.dossiers as a
left join staging.funder as f
    on a.financeur = f.sent_name and coalesce(a.type_financeur = 'europe', false) = f.is_european
