-- The day of the economic fabric, which stands under the figures that use it; its counts are staff's.
select source_date
from published.core.economic_fabric
group by source_date
