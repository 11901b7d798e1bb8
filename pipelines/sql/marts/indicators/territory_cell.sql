-- A row a territory, scope and month where somebody is a member or came or went, with what of it is
-- secret, what the territory holds, and the region's figures to compare with.
with region as (
    select
        c.as_of,
        c.network_id,
        c.tpe_pme,
        s.is_split_secret
    from indicators.territory_count as c
    inner join indicators.territory_secret as s
        on c.as_of = s.as_of and c.level = s.level and c.territory_code = s.territory_code
        and c.network_id = s.network_id
    where c.level = 'region'
),

target_region as (
    select
        network_id,
        target_companies
    from indicators.target_territory
    where level = 'region'
)

select
    c.*,
    c.tpe_pme + c.eti_ge as known,
    s.is_stock_secret,
    s.is_known_secret,
    s.is_split_secret,
    s.is_small_secret,
    s.is_large_secret,
    s.is_flow_secret,
    t.target_companies,
    coalesce(r.is_split_secret, true) or s.is_split_secret as is_quotient_secret,
    cast(r.tpe_pme as double) * t.target_companies / nullif(g.target_companies, 0) as expected
from indicators.territory_count as c
inner join indicators.territory_secret as s
    on c.as_of = s.as_of and c.level = s.level and c.territory_code = s.territory_code
    and c.network_id = s.network_id
left join region as r on c.as_of = r.as_of and c.network_id = r.network_id
left join indicators.target_territory as t
    on c.level = t.level and c.territory_code = t.territory_code and c.network_id = t.network_id
left join target_region as g on c.network_id = g.network_id
