-- The table that every screen, export and check reads. The grid is complete: a figure is `no_data`
-- if a file that it needs has nothing up to then, and `insufficient` if the files have too little,
-- or fewer units than its `n_min`. Proportions have their Wilson interval, except if the part is
-- larger than the whole, as penetration allows.
with scope as (
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
        case when k.indicator_id is not null then f.n end as n,
        case
            when k.indicator_id is null then 'no_data'
            when f.status is null then 'insufficient'
            when f.status = 'ok' and coalesce(f.n, 0) < i.n_min then 'insufficient'
            else f.status
        end as status
    from core.month as d
    cross join scope as s
    cross join reference.indicator as i
    left join indicators.known_file as k
        on d.as_of = k.as_of and s.scope_id = k.scope_id and i.indicator_id = k.indicator_id
    left join indicators.figure as f
        on d.as_of = f.as_of and s.scope_id = f.network_id and i.indicator_id = f.indicator_id
    where i.is_network
)

select
    as_of,
    network_id,
    indicator_id,
    cast(case when status = 'ok' then value end as double) as value,
    cast(case when status = 'ok' then numerator end as double) as numerator,
    cast(case when status = 'ok' then denominator end as double) as denominator,
    cast(n as bigint) as n,
    status,
    case when is_proportion and status = 'ok' then wilson_low(numerator, denominator) end as low,
    case when is_proportion and status = 'ok' then wilson_high(numerator, denominator) end as high
from judged
