-- Where a network could start: each EPCI × division of the economic fabric at the last month end.
-- Companies are counted, not jobs. `quotient` is shrunk (pipelines/steps/detection_quotient.py),
-- with its 95 % interval; `insufficient` below the minimum of expected companies. Members are
-- exact, or `secret` with a band: `few` (none, one or two), `some` (three or more, hidden to
-- protect others) or `any` (nothing may be published). `coverage_most` is the highest share allowed
-- by the band.
with latest as (
    select max(as_of) as as_of from core.month
),

sent as (
    select count(*) > 0 as has_members
    from core.membership_period
    where until_on is null
),

target as (
    select
        naf_division,
        count(distinct network_id) as network_count
    from core.network_division
    group by naf_division
),

judged as (
    select
        f.*,
        e.quotient,
        e.quotient_low,
        e.quotient_high,
        case when floor(f.expected) >= i.n_min then 'ok' else 'insufficient' end as status,
        coalesce(m.companies, 0) as companies,
        case
            when not s.has_members then 'no_data'
            when f.company_count = 0 then 'insufficient'
            when h.band is null then 'ok'
            else 'secret'
        end as member_status,
        h.band
    from indicators.pair_fabric as f
    cross join sent as s
    inner join indicators.pair_quotient as e
        on f.epci_code = e.epci_code and f.naf_division = e.naf_division
    inner join reference.indicator as i on i.indicator_id = 'pair_location_quotient'
    left join indicators.pair_member as m
        on f.epci_code = m.epci_code and f.naf_division = m.naf_division
    left join indicators.pair_secret as h
        on f.epci_code = h.epci_code and f.naf_division = h.naf_division
)

select
    l.as_of,
    j.epci_code,
    j.naf_division,
    j.tpe_count,
    j.pme_count,
    j.eti_count,
    j.ge_count,
    j.company_count,
    j.expected,
    case when j.status = 'ok' then j.company_count / j.expected end as observed_quotient,
    case when j.status = 'ok' then j.quotient end as quotient,
    case when j.status = 'ok' then j.quotient_low end as quotient_low,
    case when j.status = 'ok' then j.quotient_high end as quotient_high,
    j.status,
    100 * j.company_count / nullif(t.area_km2, 0) as density_100km2,
    case when j.member_status = 'ok' then j.companies end as member_count,
    case when j.member_status = 'ok' then j.companies / cast(j.company_count as double)
    end as coverage,
    j.member_status,
    case when j.member_status = 'secret' then j.band end as member_band,
    case
        when j.member_status = 'ok' then j.companies / cast(j.company_count as double)
        when j.member_status = 'secret' and j.band = 'few'
            then least(2, j.company_count) / cast(j.company_count as double)
        when j.member_status = 'secret' then 1.0
    end as coverage_most,
    coalesce(n.network_count, 0) as network_count
from judged as j
cross join latest as l
left join core.territory as t on t.level = 'epci' and j.epci_code = t.code
left join target as n on j.naf_division = n.naf_division
