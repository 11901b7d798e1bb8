-- The date of the economic fabric; NULL if its file does not give one. No parameter.
select max(source_date) as kept_up_to
from core.economic_fabric
