-- All networks together, when three or more were paid.
select *
from published.marts.first_payment_delay
where network_id = '*' and networks >= 3
