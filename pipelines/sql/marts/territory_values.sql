-- The map's table: figures by territory, with secret ones emptied. At the fine levels a `secret`
-- count is zero, one or two, or protects such a count. `<département>-non_localise` contains what
-- cannot be placed inside a split town. Communes are only for all networks together.
with fabric as (
    select
        d.as_of,
        t.level,
        t.territory_code,
        t.network_id,
        t.target_companies,
        cast(t.companies as double) * r.target_companies / nullif(r.companies, 0) as expected
    from core.month as d
    cross join indicators.target_territory as t
    inner join indicators.target_territory as r
        on t.network_id = r.network_id and r.level = 'region'
    where t.level <> 'commune'
),

part as (
    select as_of, level, territory_code, network_id, indicator_id, numerator, denominator, n,
        is_secret
    from indicators.territory_part
    union all
    select as_of, level, territory_code, network_id, 'fabric_location_quotient',
        target_companies, expected, floor(expected), false
    from fabric
    union all
    -- A secret cell has a row even if empty: its absence would reveal it.
    select s.as_of, s.level, s.territory_code, s.network_id, 'partner_aid_24m',
        a.aid_eur, null, a.partners, s.is_secret
    from indicators.territory_aid_secret as s
    left join indicators.territory_aid as a
        on s.as_of = a.as_of and s.level = a.level and s.territory_code = a.territory_code
        and s.network_id = a.network_id
    where s.is_secret or a.partners is not null
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
    inner join reference.indicator as i on p.indicator_id = i.indicator_id
    where i.is_territorial
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
