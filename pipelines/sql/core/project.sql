select
    project_id,
    network_id,
    title,
    programme,
    status,
    labelled_on,
    financed_on,
    total_budget_eur,
    public_aid_eur,
    is_european,
    theme
from staging.project
