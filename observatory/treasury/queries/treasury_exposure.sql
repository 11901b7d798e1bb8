-- Dependency of each current network on public money and on few funders, most exposed first.
-- Parameters: as_of.
with indicator_values as (
    select * from marts.indicator_values where as_of = $as_of
),

networks as (
    select * from core.network
)

select
    n.network_id,
    n.name,
    d.value as public_dependency,
    d.status as public_dependency_status,
    m.value as main_funder_share,
    m.status as main_funder_share_status,
    h.value as funder_hhi,
    h.status as funder_hhi_status
from networks as n
inner join indicator_values as d
    on n.network_id = d.network_id and d.indicator_id = 'public_dependency'
inner join indicator_values as m
    on n.network_id = m.network_id and m.indicator_id = 'main_funder_share'
inner join indicator_values as h
    on n.network_id = h.network_id and h.indicator_id = 'funder_hhi'
where n.status = 'actif'
order by d.value desc nulls last, n.name
