-- Delays of public payments, and unpaid amounts by age, over the parts of instalments.
with known as (
    select distinct
        m.as_of,
        i.network_id
    from core.month as m
    inner join core.instalment as i on i.due_on <= m.as_of or i.paid_on <= m.as_of
    where i.network_id is not null
),

summed as (
    select
        k.as_of,
        k.network_id,
        coalesce(steady_sum(case when d.is_recent then d.part_eur * d.delay_days end), 0) as euro_days,
        coalesce(steady_sum(case when d.is_recent then d.part_eur end), 0) as due_eur,
        count(case when d.is_recent and d.is_last_part then 1 end) as instalments,
        coalesce(steady_sum(case when d.is_unpaid then d.part_eur end), 0) as overdue_eur,
        coalesce(steady_sum(case when d.is_unpaid and d.delay_days <= 30 then d.part_eur end), 0)
            as age_30_eur,
        coalesce(steady_sum(case when d.is_unpaid and d.delay_days between 31 and 60 then d.part_eur end), 0)
            as age_60_eur,
        coalesce(steady_sum(case when d.is_unpaid and d.delay_days between 61 and 90 then d.part_eur end), 0)
            as age_90_eur,
        coalesce(steady_sum(case when d.is_unpaid and d.delay_days between 91 and 180 then d.part_eur end), 0)
            as age_180_eur,
        coalesce(steady_sum(case when d.is_unpaid and d.delay_days > 180 then d.part_eur end), 0)
            as age_more_eur,
        sum(case when d.is_unpaid then 1 else 0 end) as overdue
    from known as k
    left join indicators.due_part as d on k.as_of = d.as_of and k.network_id = d.network_id
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
    as_of,
    network_id,
    'payment_delay_days' as indicator_id,
    euro_days as numerator,
    due_eur as denominator,
    instalments as n
from summed

union all

select
    as_of,
    network_id,
    'receivable_over_90_share' as indicator_id,
    age_180_eur + age_more_eur as numerator,
    overdue_eur as denominator,
    overdue as n
from summed

union all

select
    as_of,
    network_id,
    indicator_id,
    eur as numerator,
    cast(null as double) as denominator,
    n
from aged
