-- What the Région paid by calendar year and type of network, up to a month end; incomplete
-- years are marked: the current one, and that of the first known agreement, whose payments began
-- before the files. Seen from an earlier month, its own year is left out: what it counts was paid later.
-- Parameters: as_of.
with first_signed as (
    select min(signed_on) as signed_on from core.grant where funder_type = 'region'
),

years as (
    select
        e.year,
        e.network_type,
        e.networks,
        e.paid_eur,
        case
            when not e.is_whole then ' (en cours)'
            when e.year <= year(f.signed_on) then ' (incomplète)'
            else ''
        end as state
    from marts.envelope_year as e
    cross join first_signed as f
    where
        e.network_type is not null
        and e.year <= year(cast($as_of as date)) - case
            when month(cast($as_of as date)) = 12 then 0
            when cast($as_of as date) = (select max(as_of) from core.month) then 0
            else 1
        end
)

select
    cast(year as integer) || state as year_text,
    state = '' as is_whole,
    network_type,
    networks,
    paid_eur as value
from years
order by year, network_type
