-- All networks together: the projects of a named one may have been refused.
select *
from published.marts.theme_balance
where network_id = '*'
