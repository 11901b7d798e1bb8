-- Staff indicators: never for a named network, and for all networks together only when at least
-- three of them contribute, so that nobody finds one network's figure by subtraction.
with indicator as (
    select * from gate.indicator
),

indicator_values as (
    select * from published.marts.indicator_values
),

contributors as (
    select
        as_of,
        indicator_id,
        count(distinct network_id) as network_count
    from indicator_values
    where network_id <> '*' and status = 'ok'
    group by as_of, indicator_id
),

judged as (
    select
        v.*,
        i.viewer = 'staff' and coalesce(c.network_count, 0) < 3 as is_secret
    from indicator_values as v
    inner join indicator as i on v.indicator_id = i.indicator_id
    left join contributors as c on v.as_of = c.as_of and v.indicator_id = c.indicator_id
    where i.viewer = 'public' or v.network_id = '*'
)

select
    as_of,
    network_id,
    indicator_id,
    case when not is_secret then value end as value,
    case when not is_secret then numerator end as numerator,
    case when not is_secret then denominator end as denominator,
    case when not is_secret then n end as n,
    case when is_secret and status = 'ok' then 'secret' else status end as status,
    case when not is_secret then low end as low,
    case when not is_secret then high end as high
from judged
