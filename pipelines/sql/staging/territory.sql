select *
from reference.territory
