-- `marts.indicator_values` as the public reads it. Open figures follow method/disclosure.yaml:
-- unchanged, secret or rounded like the region's cell of the same counts, or always rounded; a
-- rounded figure has no counts. Reserved figures are only given for all networks together, without
-- counts.
-- readers: staff
with rule as (
    select
        d.*,
        i.viewer
    from reference.disclosure as d
    inner join reference.indicator as i on d.indicator_id = i.indicator_id
    where i.viewer = 'public'
),

stock as (
    select as_of, network_id, numerator as companies
    from marts.indicator_values
    where indicator_id = 'companies_active'
),

judged as (
    select
        v.*,
        r.step,
        case
            when v.status <> 'ok' then v.status
            when r.rule = 'open' then 'ok'
            when r.rule = 'region' and not coalesce(m.is_secret, false) then 'ok'
            when r.step is not null and s.companies >= r.least then 'rounded'
            else 'secret'
        end as shown
    from marts.indicator_values as v
    inner join rule as r on v.indicator_id = r.indicator_id
    left join indicators.region_mask as m
        on v.as_of = m.as_of and v.network_id = m.network_id and r.block = m.block
    left join stock as s on v.as_of = s.as_of and v.network_id = s.network_id
)

select
    as_of,
    network_id,
    indicator_id,
    case when shown = 'ok' then value when shown = 'rounded' then step * round(value / step) end
        as value,
    case when shown = 'ok' then numerator end as numerator,
    case when shown = 'ok' then denominator end as denominator,
    case when shown not in ('rounded', 'secret') then n end as n,
    case when shown = 'rounded' then 'ok' else shown end as status,
    case when shown = 'ok' then low end as low,
    case when shown = 'ok' then high end as high
from judged
union all
select
    as_of,
    '*' as network_id,
    indicator_id,
    value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(null as bigint) as n,
    status,
    cast(null as double) as low,
    cast(null as double) as high
from marts.public_total
