-- Activities of an EPCI that a network targets: number of TPE and PME in no network, as precisely as
-- secrecy allows, the largest first. « Under three » members means none, one or two; « three or
-- more » and a hidden count are bounded by the highest share that they may have.
-- Parameter: epci.
with target as (
    select
        d.naf_division,
        string_agg(n.name, ', ' order by n.name) as networks
    from core.network_division as d
    inner join core.network as n on d.network_id = n.network_id
    where n.status = 'actif'
    group by d.naf_division
),

bounded as (
    select
        d.*,
        t.networks,
        case
            when d.member_status = 'ok' then d.company_count - d.member_count
            when d.member_status = 'no_data' then null
            else greatest(round(d.company_count * (1 - coalesce(d.coverage_most, 1))), 0)
        end as outside_least,
        case
            when d.member_status = 'ok' then d.company_count - d.member_count
            when d.member_status = 'no_data' then null
            when d.member_band = 'some' then d.company_count - 3
            else d.company_count
        end as outside_most
    from marts.detection as d
    inner join target as t on d.naf_division = t.naf_division
    where d.epci_code = $epci and d.company_count > 0
)

select
    as_of,
    naf_division,
    networks,
    company_count,
    cast(outside_least as double) as outside_least,
    cast(outside_most as double) as outside_most,
    case
        when status = 'ok' then quotient
    end as quotient,
    quotient_low,
    quotient_high,
    status
from bounded
order by outside_most desc nulls last, company_count desc, naf_division
