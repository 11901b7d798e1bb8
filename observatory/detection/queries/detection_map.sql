-- One row per EPCI: how many of its activities pass the reader's thresholds (`tracks`), or how
-- specialised it is in one division (`value`, with its status) when one is chosen.
-- Parameters: quotient, coverage (a ratio), companies, division ('' for all).
with pair as (
    select
        *,
        status = 'ok'
        and quotient >= $quotient
        and company_count >= $companies
        and (member_status = 'no_data' or coverage_most <= $coverage) as is_track
    from marts.detection
    where $division = '' or naf_division = $division
),

epci as (
    select
        epci_code,
        count(*) filter (where is_track) as tracks,
        max(quotient) as quotient,
        max(status) as status
    from pair
    group by epci_code
)

select
    t.code,
    t.name,
    t.latitude,
    t.longitude,
    case
        when e.epci_code is null then null
        when $division = '' then cast(e.tracks as double)
        else e.quotient
    end as value,
    null as numerator,
    null as denominator,
    case
        when e.epci_code is null then 'no_data'
        when $division = '' then 'ok'
        else e.status
    end as status
from core.territory as t
left join epci as e on t.code = e.epci_code
where t.level = 'epci'
order by t.name, t.code
