-- One formula for a network and for all of them: numerators and denominators are summed over the
-- networks of the scope whose figure is known, then divided. A part with no denominator is an amount
-- or a count, and is summed; a part with no numerator is a record shorter than its window.
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
        as_of,
        network_id,
        indicator_id,
        cast(numerator as double) as numerator,
        cast(case when numerator is not null then denominator end as double) as denominator,
        n
    from every_part
)

select
    p.as_of,
    s.scope_id as network_id,
    p.indicator_id,
    case
        when count(p.denominator) > 0 then sum(p.numerator) / sum(p.denominator)
        else sum(p.numerator)
    end as value,
    sum(p.numerator) as numerator,
    sum(p.denominator) as denominator,
    cast(
        coalesce(sum(case when p.numerator is not null then p.n end), sum(p.n)) as bigint
    ) as n,
    case when count(p.numerator) > 0 then 'ok' else 'insufficient' end as status
from part as p
inner join core.network_scope as s on p.network_id = s.network_id
group by p.as_of, s.scope_id, p.indicator_id
