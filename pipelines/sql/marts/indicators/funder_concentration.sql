-- Shares of the subsidies paid in the window by funder; for all networks together the funders are
-- pooled first, so that a funder of ten networks counts once.
with paid as (
    select
        m.as_of,
        s.scope_id,
        i.funder_name,
        steady_sum(i.paid_eur) as eur,
        count(*) as instalments
    from core.month as m
    inner join core.instalment as i on i.paid_on > m.from_12m and i.paid_on <= m.as_of
    inner join core.network_scope as s on i.network_id = s.network_id
    where i.paid_eur > 0
    group by m.as_of, s.scope_id, i.funder_name
),

summed as (
    select
        as_of,
        scope_id,
        steady_sum(eur * eur) as squares,
        steady_sum(eur) as eur,
        max(eur) as largest_eur,
        cast(sum(instalments) as bigint) as instalments
    from paid
    group by as_of, scope_id
)

select
    as_of,
    scope_id as network_id,
    'funder_hhi' as indicator_id,
    squares / (eur * eur) as value,
    squares as numerator,
    eur * eur as denominator,
    instalments as n,
    'ok' as status
from summed

union all

select
    as_of,
    scope_id as network_id,
    'main_funder_share' as indicator_id,
    largest_eur / eur as value,
    largest_eur as numerator,
    eur as denominator,
    instalments as n,
    'ok' as status
from summed
