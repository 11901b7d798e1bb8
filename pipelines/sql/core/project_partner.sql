select
    project_id,
    siren,
    role,
    aid_eur
from staging.project_partner
