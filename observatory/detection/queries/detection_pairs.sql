-- EPCI × division pairs that pass the reader's thresholds, the most specialised first. A secret share
-- is tested with the highest value that it may have; a share that nobody sent passes.
-- Parameters: quotient, coverage (a ratio), companies, epci and division ('' for all).
with target as (
    select
        d.naf_division,
        string_agg(n.name, ', ' order by n.name) as networks
    from core.network_division as d
    inner join core.network as n on d.network_id = n.network_id
    where n.status = 'actif'
    group by d.naf_division
)

select
    d.as_of,
    d.epci_code || '-' || d.naf_division as id,
    d.epci_code,
    t.name,
    t.is_partial,
    d.naf_division,
    d.tpe_count,
    d.pme_count,
    d.eti_count,
    d.ge_count,
    d.company_count,
    d.expected,
    d.observed_quotient,
    d.quotient as value,
    d.quotient_low as low,
    d.quotient_high as high,
    d.status,
    d.density_100km2,
    d.member_count,
    d.member_status,
    d.member_band,
    d.coverage_most,
    coalesce(g.networks, 'aucun') as networks
from marts.detection as d
inner join core.territory as t on t.level = 'epci' and d.epci_code = t.code
left join target as g on d.naf_division = g.naf_division
where
    d.status = 'ok'
    and d.quotient >= $quotient
    and d.company_count >= $companies
    and (d.member_status = 'no_data' or d.coverage_most <= $coverage)
    and ($epci = '' or d.epci_code = $epci)
    and ($division = '' or d.naf_division = $division)
order by d.quotient desc, d.company_count desc, d.epci_code, d.naf_division
