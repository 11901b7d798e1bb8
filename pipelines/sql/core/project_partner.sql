-- readers: staff
select
    id_projet as project_id,
    siren,
    role,
    aide as aid_eur
from raw.partenaires
