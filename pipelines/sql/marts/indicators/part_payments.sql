-- What was due and is not paid at the month end runs until that day: a payment that came later
-- was not known then.
with due as (
    select
        m.as_of,
        m.from_24m,
        i.network_id,
        i.due_eur,
        i.due_on,
        i.paid_on is null or i.paid_on > m.as_of as is_unpaid,
        days_between(
            i.due_on, case when i.paid_on <= m.as_of then i.paid_on else m.as_of end
        ) as delay_days
    from core.month as m
    inner join core.instalment as i on i.due_on <= m.as_of
    where i.network_id is not null
),

summed as (
    select
        as_of,
        network_id,
        sum(case when due_on > from_24m then due_eur * delay_days end) as euro_days,
        sum(case when due_on > from_24m then due_eur end) as due_eur,
        sum(case when due_on > from_24m then 1 else 0 end) as instalments,
        sum(case when is_unpaid then due_eur else 0 end) as overdue_eur,
        sum(case when is_unpaid and delay_days <= 30 then due_eur else 0 end) as age_30_eur,
        sum(case when is_unpaid and delay_days between 31 and 60 then due_eur else 0 end)
            as age_60_eur,
        sum(case when is_unpaid and delay_days between 61 and 90 then due_eur else 0 end)
            as age_90_eur,
        sum(case when is_unpaid and delay_days between 91 and 180 then due_eur else 0 end)
            as age_180_eur,
        sum(case when is_unpaid and delay_days > 180 then due_eur else 0 end) as age_more_eur,
        sum(case when is_unpaid then 1 else 0 end) as overdue
    from due
    group by as_of, network_id
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
    case when due_eur > 0 then euro_days end as numerator,
    case when due_eur > 0 then due_eur end as denominator,
    instalments as n
from summed

union all

select
    as_of,
    network_id,
    'receivable_over_90_share' as indicator_id,
    case when overdue_eur > 0 then age_180_eur + age_more_eur end as numerator,
    case when overdue_eur > 0 then overdue_eur end as denominator,
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
