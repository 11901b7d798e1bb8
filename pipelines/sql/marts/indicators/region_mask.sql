-- Whether the region's cell of a network is secret, for each block: figures of the network with the
-- same counts follow it, and those of all networks follow their own cell.
with region as (
    select
        as_of,
        network_id,
        is_stock_secret,
        is_split_secret,
        is_small_secret,
        is_large_secret,
        is_flow_secret
    from indicators.territory_secret
    where level = 'region'
)

select as_of, network_id, 'stock' as block, is_stock_secret as is_secret from region
union all
select as_of, network_id, 'split', is_split_secret from region
union all
select as_of, network_id, 'small', is_small_secret from region
union all
select as_of, network_id, 'large', is_large_secret from region
union all
select as_of, network_id, 'flow', is_flow_secret from region
