-- The same formula for one network and for all: numerators and denominators are summed over the
-- networks of the scope that have sent the files, then divided, so that a network with a zero
-- denominator still counts in the numerator. A part without a denominator is an amount or a count,
-- and is summed; a part without a numerator is a record shorter than its window.
with every_part as (
    select * from indicators.part_cash
    union all
    select * from indicators.part_payments
    union all
    select * from indicators.part_accounts
    union all
    select * from indicators.part_agreements
    union all
    select * from indicators.part_regional_grant
    union all
    select * from indicators.part_team
    union all
    select * from indicators.part_turnover
    union all
    select * from indicators.part_direction
    union all
    select * from indicators.part_leadership
    union all
    select * from indicators.part_board
    union all
    select * from indicators.part_workload
    union all
    select * from indicators.part_applications
    union all
    select * from indicators.part_projects
    union all
    select * from indicators.part_actions
),

part as (
    select
        p.as_of,
        p.network_id,
        p.indicator_id,
        cast(p.numerator as double) as numerator,
        cast(case when p.numerator is not null then p.denominator end as double) as denominator,
        p.n
    from every_part as p
    inner join indicators.known_file as k
        on p.as_of = k.as_of and p.network_id = k.scope_id and p.indicator_id = k.indicator_id
),

summed as (
    select
        p.as_of,
        s.scope_id as network_id,
        p.indicator_id,
        steady_sum(p.numerator) as numerator,
        steady_sum(p.denominator) as denominator,
        cast(
            coalesce(sum(case when p.numerator is not null then p.n end), sum(p.n)) as bigint
        ) as n,
        count(p.numerator) > 0 and (count(p.denominator) = 0 or steady_sum(p.denominator) > 0) as is_ok
    from part as p
    inner join core.network_scope as s on p.network_id = s.network_id
    group by p.as_of, s.scope_id, p.indicator_id
)

select
    as_of,
    network_id,
    indicator_id,
    case when is_ok then numerator / coalesce(denominator, 1) end as value,
    case when is_ok then numerator end as numerator,
    case when is_ok then denominator end as denominator,
    n,
    case when is_ok then 'ok' else 'insufficient' end as status
from summed
