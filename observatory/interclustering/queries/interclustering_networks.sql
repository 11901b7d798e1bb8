-- Networks of the graph and of the matrix: name, coordinates, order, companies if members were sent.
-- No parameter.
with size as (
    select network_id, companies from marts.network_pair
    union
    select other_id, other_companies from marts.network_pair
)

select
    p.network_id,
    n.name,
    p.x,
    p.y,
    p.rank,
    max(s.companies) as companies
from marts.network_position as p
inner join core.network as n on p.network_id = n.network_id
left join size as s on p.network_id = s.network_id
group by p.network_id, n.name, p.x, p.y, p.rank
order by p.rank
