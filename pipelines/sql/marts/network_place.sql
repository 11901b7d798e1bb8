-- readers: staff
-- Rank of each active network among those with a known figure, highest value first. A network only
-- sees its own (observatory/gate/access.py): no name or value of another, and nothing under five
-- networks.
with networks as (
    select network_id from core.network where status = 'actif'
),

placed as (
    select
        v.as_of,
        v.network_id,
        v.indicator_id,
        rank() over (partition by v.as_of, v.indicator_id order by v.value desc) as place,
        count(*) over (partition by v.as_of, v.indicator_id) as networks
    from marts.indicator_values as v
    inner join networks as n on v.network_id = n.network_id
    where v.status = 'ok'
)

select
    as_of,
    network_id,
    indicator_id,
    place,
    networks
from placed
where networks >= 5
