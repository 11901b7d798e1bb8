-- Where the region's cell of a network is secret, block by block: a figure of the network that holds
-- the same counts follows it. `is_inside`: all its companies have an establishment in the region, so
-- that the two counts are one.
with region as (
    select
        s.as_of,
        s.network_id,
        s.is_stock_secret,
        s.is_split_secret,
        s.is_small_secret,
        s.is_large_secret,
        s.is_flow_secret,
        coalesce(c.companies, 0) as companies
    from indicators.territory_secret as s
    left join indicators.territory_count as c
        on s.as_of = c.as_of and s.level = c.level and s.territory_code = c.territory_code
        and s.network_id = c.network_id
    where s.level = 'region'
),

stock as (
    select as_of, network_id, numerator as companies
    from indicators.scope_stock
    where indicator_id = 'companies_active'
),

masked as (
    select as_of, network_id, companies, 'stock' as block, is_stock_secret as is_secret from region
    union all
    select as_of, network_id, companies, 'split', is_split_secret from region
    union all
    select as_of, network_id, companies, 'small', is_small_secret from region
    union all
    select as_of, network_id, companies, 'large', is_large_secret from region
    union all
    select as_of, network_id, companies, 'flow', is_flow_secret from region
)

select
    m.as_of,
    m.network_id,
    m.block,
    m.is_secret,
    m.companies = s.companies as is_inside,
    s.companies
from masked as m
inner join stock as s on m.as_of = s.as_of and m.network_id = s.network_id
