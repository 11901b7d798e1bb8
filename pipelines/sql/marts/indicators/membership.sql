-- The arithmetic common to every membership figure: a count has no denominator, a rate is a
-- quotient, and a rate over zero is unknown.
with part as (
    select as_of, network_id, indicator_id,
        cast(numerator as double) as numerator, cast(denominator as double) as denominator, n
    from indicators.scope_stock
    union all
    select as_of, network_id, indicator_id,
        cast(numerator as double), cast(denominator as double), n
    from indicators.scope_flow
    union all
    select as_of, network_id, indicator_id,
        cast(numerator as double), cast(denominator as double), n
    from indicators.scope_reach
    union all
    select as_of, network_id, indicator_id,
        cast(numerator as double), cast(denominator as double), n
    from indicators.scope_penetration
    union all
    select as_of, network_id, indicator_id,
        cast(numerator as double), cast(denominator as double), n
    from indicators.scope_team
)

select
    as_of,
    network_id,
    indicator_id,
    case when denominator is null then numerator
        when denominator > 0 then numerator / denominator
    end as value,
    numerator,
    denominator,
    cast(n as bigint) as n,
    case when denominator <= 0 then 'insufficient' else 'ok' end as status
from part
union all
select as_of, network_id, indicator_id, value, numerator, denominator, n, status
from indicators.membership_tenure
