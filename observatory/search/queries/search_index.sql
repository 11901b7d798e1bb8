-- Networks and territories for the search box, beside pages and indicators, with the weight that ranks
-- equal names.
with networks as (
    select * from core.network
),

territories as (
    select * from core.territory
)

select
    'network' as kind,
    network_id as id,
    name,
    null as level,
    null as postal_codes,
    sector,
    false as is_partial,
    case when status = 'actif' then 1 else 0 end as weight
from networks
union all
select
    'territory' as kind,
    level || '-' || code as id,
    name,
    level,
    postal_codes,
    null as sector,
    is_partial,
    population as weight
from territories
where level <> 'region'
