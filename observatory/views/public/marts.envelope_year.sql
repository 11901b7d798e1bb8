-- Totals of three networks or more: under that, a network's own payments would show.
select *
from published.marts.envelope_year
where networks >= 3
