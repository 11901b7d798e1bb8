-- The date up to which the economic fabric is complete; NULL if its file does not give it. No parameter.
select max(source_date) as kept_up_to
from core.economic_fabric
