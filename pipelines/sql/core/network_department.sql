select distinct
    network_id,
    department_code
from staging.network_department
