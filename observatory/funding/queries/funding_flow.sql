-- Who funds whom over the 12 months before a month end, small ones grouped.
-- Parameters: as_of.
with flows as (
    select * from marts.funding_flow where as_of = $as_of
),

networks as (
    select * from core.network
)

select
    case when f.funder_group = '*' then 'Autres financeurs' else f.funder_group end as funder,
    case when f.network_group = '*' then 'Autres réseaux' else n.name end as network,
    n.network_id,
    sum(f.signed_eur) as value,
    sum(f.grant_count) as grants
from flows as f
left join networks as n on f.network_group = n.network_id
group by all
order by value desc, funder, network
