-- The one table that every screen, export and check reads. The grid is full: what no family gave is
-- `no_data`, and a figure on fewer units than its `n_min` is `insufficient`. Proportions carry their
-- 95 % Wilson interval, z = 1.959963984540054.
with family as (
    select as_of, network_id, indicator_id, value, numerator, denominator, n, status
    from indicators.membership
    union all
    select as_of, network_id, indicator_id, value, numerator, denominator, n, status
    from indicators.money_and_people
    union all
    select as_of, network_id, indicator_id, value, numerator, denominator, n, status
    from indicators.funder_concentration
    union all
    select as_of, network_id, indicator_id, value, numerator, denominator, n, status
    from indicators.staff_tenure
    union all
    select as_of, network_id, indicator_id, value, numerator, denominator, n, status
    from indicators.board_parity
    union all
    select as_of, network_id, indicator_id, value, numerator, denominator, n, status
    from indicators.forecast
),

scope as (
    select distinct scope_id
    from core.network_scope
),

judged as (
    select
        d.as_of,
        s.scope_id as network_id,
        i.indicator_id,
        i.is_proportion,
        f.value,
        f.numerator,
        f.denominator,
        f.n,
        case
            when f.status is null then 'no_data'
            when f.status = 'ok' and coalesce(f.n, 0) < i.n_min then 'insufficient'
            else f.status
        end as status
    from core.month as d
    cross join scope as s
    cross join reference.indicator as i
    left join family as f
        on d.as_of = f.as_of and s.scope_id = f.network_id and i.indicator_id = f.indicator_id
    where i.is_network
),

-- A part larger than its whole, which penetration allows, has no interval.
spread as (
    select
        *,
        numerator / denominator as p,
        3.841458820694124 / denominator as z2_n
    from judged
    where is_proportion and status = 'ok' and denominator > 0
        and numerator >= 0 and numerator <= denominator
),

bound as (
    select
        as_of,
        network_id,
        indicator_id,
        greatest(
            (p + z2_n / 2 - sqrt(z2_n * (p * (1 - p) + z2_n / 4))) / (1 + z2_n), cast(0 as double)
        ) as low,
        least(
            (p + z2_n / 2 + sqrt(z2_n * (p * (1 - p) + z2_n / 4))) / (1 + z2_n), cast(1 as double)
        ) as high
    from spread
)

select
    j.as_of,
    j.network_id,
    j.indicator_id,
    cast(case when j.status = 'ok' then j.value end as double) as value,
    cast(case when j.status = 'ok' then j.numerator end as double) as numerator,
    cast(case when j.status = 'ok' then j.denominator end as double) as denominator,
    cast(j.n as bigint) as n,
    j.status,
    b.low,
    b.high
from judged as j
left join bound as b
    on j.as_of = b.as_of and j.network_id = b.network_id and j.indicator_id = b.indicator_id
