-- Delays of public payments, and unpaid amounts by age, over the parts of instalments.
with known as (
    select distinct
        m.as_of,
        i.network_id
    from core.month as m
    inner join core.instalment as i on i.due_on <= m.as_of or i.paid_on <= m.as_of
    where i.network_id is not null
),

recent as (
    select as_of, network_id, steady_sum(part_eur * delay_days) as euro_days,
        steady_sum(part_eur) as due_eur,
        count(case when is_last_part then 1 end) as instalments
    from indicators.due_part
    where is_recent
    group by as_of, network_id
),

unpaid as (
    select as_of, network_id, part_eur,
        case
            when delay_days <= 30 then '30'
            when delay_days <= 60 then '60'
            when delay_days <= 90 then '90'
            when delay_days <= 180 then '180'
            else 'more'
        end as age
    from indicators.due_part
    where is_unpaid
),

overdue as (
    select as_of, network_id, steady_sum(part_eur) as eur, count(*) as parts
    from unpaid
    group by as_of, network_id
),

-- Each age is summed apart: a sum in order sorts all that it is given.
of_age as (
    select as_of, network_id, age, steady_sum(part_eur) as eur
    from unpaid
    group by as_of, network_id, age
),

summed as (
    select
        k.as_of,
        k.network_id,
        coalesce(max(r.euro_days), 0) as euro_days,
        coalesce(max(r.due_eur), 0) as due_eur,
        coalesce(max(r.instalments), 0) as instalments,
        coalesce(max(o.eur), 0) as overdue_eur,
        coalesce(max(case when a.age = '30' then a.eur end), 0) as age_30_eur,
        coalesce(max(case when a.age = '60' then a.eur end), 0) as age_60_eur,
        coalesce(max(case when a.age = '90' then a.eur end), 0) as age_90_eur,
        coalesce(max(case when a.age = '180' then a.eur end), 0) as age_180_eur,
        coalesce(max(case when a.age = 'more' then a.eur end), 0) as age_more_eur,
        coalesce(max(o.parts), 0) as overdue
    from known as k
    left join recent as r on k.as_of = r.as_of and k.network_id = r.network_id
    left join overdue as o on k.as_of = o.as_of and k.network_id = o.network_id
    left join of_age as a on k.as_of = a.as_of and k.network_id = a.network_id
    group by k.as_of, k.network_id
),

aged as (
    select as_of, network_id, 'subsidy_overdue' as indicator_id, overdue_eur as eur, overdue as n
    from summed
    union all
    select as_of, network_id, 'receivable_0_30' as indicator_id, age_30_eur as eur, overdue as n
    from summed
    union all
    select as_of, network_id, 'receivable_31_60' as indicator_id, age_60_eur as eur, overdue as n
    from summed
    union all
    select as_of, network_id, 'receivable_61_90' as indicator_id, age_90_eur as eur, overdue as n
    from summed
    union all
    select as_of, network_id, 'receivable_91_180' as indicator_id, age_180_eur as eur, overdue as n
    from summed
    union all
    select as_of, network_id, 'receivable_over_180' as indicator_id, age_more_eur as eur, overdue as n
    from summed
)

select
    as_of, network_id, 'payment_delay_days' as indicator_id, euro_days as numerator,
    due_eur as denominator, instalments as n
from summed
union all
select
    as_of, network_id, 'receivable_over_90_share' as indicator_id,
    age_180_eur + age_more_eur as numerator, overdue_eur as denominator, overdue as n
from summed
union all
select
    as_of, network_id, indicator_id, eur as numerator, cast(null as double) as denominator, n
from aged
