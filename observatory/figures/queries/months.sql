-- Month ends that have figures, latest first.
select distinct as_of
from marts.indicator_values
order by as_of desc
