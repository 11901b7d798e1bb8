select
    id_projet as project_id,
    id_reseau as network_id,
    intitule as title,
    programme,
    statut as status,
    date_labellisation as labelled_on,
    date_financement as financed_on,
    budget_total as total_budget_eur,
    aide_publique as public_aid_eur,
    europeen as is_european,
    thematique as theme
from raw.projets
