-- readers: staff
-- Place of each network at work among those of which a figure is known, the highest value first. A network is
-- told its own (observatory/gate/access.py): no name and no value of another, nothing under five networks.
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
