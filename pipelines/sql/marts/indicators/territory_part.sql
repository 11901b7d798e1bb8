-- The figures of every territory, secret or not. If the number of companies is secret, only the
-- main figures of the map have a row, marked secret. Communes have no flows, no detail by class and
-- no figures by network, which have no cell there.
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
select as_of, level, territory_code, network_id, 'tpe_share',
    tpe, known, known, is_small_secret
from indicators.territory_cell where not is_stock_secret and companies > 0 and level <> 'commune'
union all
select as_of, level, territory_code, network_id, 'pme_share',
    pme, known, known, is_small_secret
from indicators.territory_cell where not is_stock_secret and companies > 0 and level <> 'commune'
union all
select as_of, level, territory_code, network_id, 'eti_share',
    eti, known, known, is_large_secret
from indicators.territory_cell where not is_stock_secret and companies > 0 and level <> 'commune'
union all
select as_of, level, territory_code, network_id, 'ge_share',
    ge, known, known, is_large_secret
from indicators.territory_cell where not is_stock_secret and companies > 0 and level <> 'commune'
union all
select as_of, level, territory_code, network_id, 'joins_12m',
    joins, null, joins, is_flow_secret
from indicators.territory_cell where not is_stock_secret and level <> 'commune'
union all
select as_of, level, territory_code, network_id, 'leaves_12m',
    leaves, null, leaves, is_flow_secret
from indicators.territory_cell where not is_stock_secret and level <> 'commune'
union all
select as_of, level, territory_code, network_id, 'members_location_quotient',
    tpe_pme, expected, floor(expected), is_quotient_secret
from indicators.territory_cell where not is_stock_secret and expected > 0
union all
select as_of, level, territory_code, network_id, 'networks_present',
    networks, null, networks, is_stock_secret
from indicators.territory_cell where network_id = '*' and level <> 'commune'
