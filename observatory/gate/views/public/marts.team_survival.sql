-- All networks together, when three teams or more stand behind the curve.
select * exclude (networks)
from published.marts.team_survival
where network_id = '*' and networks >= 3
