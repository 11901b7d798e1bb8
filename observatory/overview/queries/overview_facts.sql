-- The facts of the summary sentence, one row. Parameter: as_of.
with networks as (
    select * from core.network
),

figures as (
    select * from marts.indicator_values where as_of = $as_of
),

each_network as (
    select
        coalesce(list(v.value order by v.network_id), []) as companies_each,
        coalesce(list(b.value order by v.network_id), []) as companies_each_before
    from figures as v
    inner join core.month as m on v.as_of = m.as_of
    inner join marts.indicator_values as b
        on m.from_12m = b.as_of and v.network_id = b.network_id and v.indicator_id = b.indicator_id
    where
        v.indicator_id = 'companies_active'
        and v.network_id <> '*'
        and v.status = 'ok'
        and b.status = 'ok'
),

together as (
    select
        max(case when indicator_id = 'companies_active' then value end) as companies_active,
        max(case when indicator_id = 'tpe_pme_share' then value end) as tpe_pme_share,
        max(case when indicator_id = 'growth_12m' then value end) as growth_12m,
        max(case when indicator_id = 'growth_12m' then denominator end) as companies_before
    from figures
    where network_id = '*'
),

here as (
    select max(value) as companies_in_region
    from marts.territory_values
    where
        as_of = $as_of
        and level = 'region'
        and network_id = '*'
        and indicator_id = 'companies_active'
        and status = 'ok'
),

counted as (
    select
        count(case when status = 'actif' then 1 end) as active_count,
        count(case when status = 'actif' and network_type = 'pole_competitivite' then 1 end)
            as cluster_pole_count,
        count(case when status = 'inconnu' then 1 end) as unknown_count,
        count(case when status in ('actif', 'inconnu') then 1 end) as known_count,
        count(
            case
                when status in ('actif', 'inconnu') and network_type = 'pole_competitivite' then 1
            end
        ) as known_pole_count,
        count(case when status in ('actif', 'inconnu') and network_type = 'cluster' then 1 end)
            as known_cluster_count,
        count(
            case
                when status in ('actif', 'inconnu') and network_type = 'demarche_emergente' then 1
            end
        ) as known_emerging_count,
        count(case when status not in ('actif', 'inconnu') then 1 end) as past_count
    from networks
)

select
    c.active_count,
    c.cluster_pole_count,
    c.unknown_count,
    c.known_count,
    c.known_pole_count,
    c.known_cluster_count,
    c.known_emerging_count,
    c.past_count,
    t.companies_active,
    h.companies_in_region,
    t.tpe_pme_share,
    t.growth_12m,
    t.companies_before,
    e.companies_each,
    e.companies_each_before
from counted as c
cross join together as t
cross join each_network as e
cross join here as h
