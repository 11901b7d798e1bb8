-- Membership of each current network at a month end, one row a network: sizes, flows, reach.
-- Parameters: as_of.
with indicator_values as (
    select * from marts.indicator_values where as_of = $as_of
),

networks as (
    select * from core.network where status = 'actif'
)

select
    n.network_id,
    n.name,
    v.as_of,
    max(v.value) filter (where v.indicator_id = 'companies_active') as companies_active,
    max(v.status) filter (where v.indicator_id = 'companies_active') as companies_active_status,
    max(v.value) filter (where v.indicator_id = 'tpe_pme_share') as tpe_pme_share,
    max(v.status) filter (where v.indicator_id = 'tpe_pme_share') as tpe_pme_share_status,
    max(v.value) filter (where v.indicator_id = 'tpe_share') as tpe_share,
    max(v.status) filter (where v.indicator_id = 'tpe_share') as tpe_share_status,
    max(v.value) filter (where v.indicator_id = 'pme_share') as pme_share,
    max(v.status) filter (where v.indicator_id = 'pme_share') as pme_share_status,
    max(v.value) filter (where v.indicator_id = 'eti_share') as eti_share,
    max(v.status) filter (where v.indicator_id = 'eti_share') as eti_share_status,
    max(v.value) filter (where v.indicator_id = 'ge_share') as ge_share,
    max(v.status) filter (where v.indicator_id = 'ge_share') as ge_share_status,
    max(v.value) filter (where v.indicator_id = 'size_known_share') as size_known_share,
    max(v.status) filter (where v.indicator_id = 'size_known_share') as size_known_share_status,
    max(v.value) filter (where v.indicator_id = 'tpe_pme_penetration') as tpe_pme_penetration,
    max(v.status) filter (where v.indicator_id = 'tpe_pme_penetration')
        as tpe_pme_penetration_status,
    max(v.value) filter (where v.indicator_id = 'joins_12m') as joins_12m,
    max(v.status) filter (where v.indicator_id = 'joins_12m') as joins_12m_status,
    max(v.value) filter (where v.indicator_id = 'leaves_12m') as leaves_12m,
    max(v.status) filter (where v.indicator_id = 'leaves_12m') as leaves_12m_status,
    max(v.value) filter (where v.indicator_id = 'churn_12m') as churn_12m,
    max(v.status) filter (where v.indicator_id = 'churn_12m') as churn_12m_status,
    max(v.value) filter (where v.indicator_id = 'first_year_retention') as first_year_retention,
    max(v.status) filter (where v.indicator_id = 'first_year_retention')
        as first_year_retention_status,
    max(v.value) filter (where v.indicator_id = 'median_tenure_months') as median_tenure_months,
    max(v.status) filter (where v.indicator_id = 'median_tenure_months')
        as median_tenure_months_status
from indicator_values as v
inner join networks as n on v.network_id = n.network_id
group by n.network_id, n.name, v.as_of
order by tpe_pme_share desc nulls last, n.name
