-- The map's table: figures by territory, with secret ones emptied. Every territory whose number of
-- companies is shown has its figures, and the region too, secret or not. If that number is secret, no
-- figure about members has a row (rule in `indicators.territory_cell`): at the fine levels it is zero,
-- one or two, or protects such a count; of the region, only the main figures of the map have one,
-- marked secret. `<département>-non_localise` contains what cannot be placed inside a split town.
-- Communes are only for all networks together, without flows and detail by class.
with shown as (
    select * from indicators.territory_cell where not is_stock_secret and level <> 'commune'
),

part as (
    select as_of, level, territory_code, network_id, 'companies_active' as indicator_id,
        cast(companies as double) as numerator, cast(null as double) as denominator,
        cast(companies as bigint) as n, is_stock_secret as is_secret
    from indicators.territory_cell
    union all
    select as_of, level, territory_code, network_id, 'members_active',
        members, null, members, is_stock_secret
    from indicators.territory_cell
    union all
    select as_of, level, territory_code, network_id, 'tpe_pme_share',
        tpe_pme, known, known, is_split_secret
    from indicators.territory_cell where is_stock_secret or companies > 0
    union all
    -- All networks together: networks without declared divisions are left out, and their one or two
    -- companies must not be found by subtraction.
    select as_of, level, territory_code, network_id, 'tpe_pme_penetration',
        targeted, target_companies, target_companies,
        is_split_secret
        or (targeted <> tpe_pme and (targeted in (1, 2) or tpe_pme - targeted in (1, 2)))
    from indicators.territory_cell where target_companies > 0
    union all
    select as_of, level, territory_code, network_id, 'size_known_share',
        known, companies, companies, is_stock_secret
    from indicators.territory_cell where not is_stock_secret and companies > 0
    union all
    select as_of, level, territory_code, network_id, 'tpe_share', tpe, known, known, is_small_secret
    from shown where companies > 0
    union all
    select as_of, level, territory_code, network_id, 'pme_share', pme, known, known, is_small_secret
    from shown where companies > 0
    union all
    select as_of, level, territory_code, network_id, 'eti_share', eti, known, known, is_large_secret
    from shown where companies > 0
    union all
    select as_of, level, territory_code, network_id, 'ge_share', ge, known, known, is_large_secret
    from shown where companies > 0
    union all
    select as_of, level, territory_code, network_id, 'joins_12m', joins, null, joins, is_flow_secret
    from shown
    union all
    select as_of, level, territory_code, network_id, 'leaves_12m',
        leaves, null, leaves, is_flow_secret
    from shown
    union all
    select as_of, level, territory_code, network_id, 'members_location_quotient',
        tpe_pme, expected, floor(expected), is_quotient_secret
    from indicators.territory_cell where not is_stock_secret and expected > 0
    union all
    select as_of, level, territory_code, network_id, 'networks_present',
        networks, null, networks, is_stock_secret
    from indicators.territory_cell where network_id = '*' and level <> 'commune'
    union all
    select as_of, level, territory_code, network_id, indicator_id, numerator, denominator, n,
        is_secret
    from indicators.territory_context
),

judged as (
    select
        p.*,
        i.is_proportion,
        case
            when p.is_secret then 'secret'
            when p.denominator <= 0 or p.n < i.n_min then 'insufficient'
            else 'ok'
        end as status
    from part as p
    -- A figure that is not declared stays, and the build is refused for it.
    left join reference.indicator as i on p.indicator_id = i.indicator_id and i.is_territorial
)

select
    as_of,
    level,
    territory_code,
    network_id,
    indicator_id,
    case when status = 'ok' and denominator is null then numerator
        when status = 'ok' then numerator / denominator
    end as value,
    case when status = 'ok' then numerator end as numerator,
    case when status = 'ok' then denominator end as denominator,
    cast(case when status <> 'secret' then n end as bigint) as n,
    status,
    case when is_proportion and status = 'ok' then wilson_low(numerator, denominator) end as low,
    case when is_proportion and status = 'ok' then wilson_high(numerator, denominator) end as high
from judged
