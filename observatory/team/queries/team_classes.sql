-- Class of each current network by turnover of its team over three years, highest first.
-- Parameters: as_of.
with classes as (
    select * from marts.team_class
),

networks as (
    select * from core.network
)

select
    c.network_id,
    n.name,
    c.turnover_class,
    c.status
from classes as c
inner join networks as n on c.network_id = n.network_id
where c.as_of = $as_of and n.status = 'actif'
order by
    case c.turnover_class when 'haute' then 1 when 'moyenne' then 2 when 'basse' then 3 else 4 end,
    n.name
