-- The date of the economic fabric, given under the figures that use it; its counts are for staff only.
select source_date
from published.core.economic_fabric
group by source_date
