-- The day that the economic fabric is kept up to; NULL where its file does not say. No parameter.
select max(source_date) as kept_up_to
from core.economic_fabric
