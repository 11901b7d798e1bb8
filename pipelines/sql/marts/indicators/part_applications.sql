-- Applications of the window by filing date, successes by decision date: decisions after the month
-- end were not known then.
with known as (
    select
        m.as_of,
        a.network_id,
        a.filed_on > m.from_12m as is_filed_12m,
        a.decided_on > m.from_24m and a.decided_on <= m.as_of as is_decided_24m,
        a.decision,
        days_between(a.filed_on, a.decided_on) as decision_days,
        case
            when a.decision = 'accorde' and a.decided_on <= m.as_of then a.granted_eur
        end as granted_eur,
        case
            when a.preparation_hours is not null or a.control_hours is not null
                then coalesce(a.preparation_hours, 0) + coalesce(a.control_hours, 0)
        end as hours,
        a.control_hours
    from core.month as m
    inner join core.application as a on a.filed_on <= m.as_of
),

summed as (
    select
        as_of,
        network_id,
        sum(case when is_filed_12m then 1 else 0 end) as filed,
        sum(case when is_filed_12m and hours is not null then 1 else 0 end) as timed,
        case
            when sum(case when is_filed_12m then 1 else 0 end) = 0 then 0
            else steady_sum(case when is_filed_12m then hours end)
        end as hours,
        steady_sum(case when is_filed_12m and hours is not null then control_hours end) as control_hours,
        coalesce(steady_sum(case when is_filed_12m and hours is not null then granted_eur end), 0)
            as granted_eur,
        sum(case when is_decided_24m and decision = 'accorde' then 1 else 0 end) as granted,
        sum(case when is_decided_24m and decision in ('accorde', 'refuse') then 1 else 0 end)
            as decided,
        coalesce(
            sum(case when is_decided_24m and decision in ('accorde', 'refuse') then decision_days end), 0
        ) as decision_days
    from known
    group by as_of, network_id
),

parts as (
    select
        as_of, network_id, 'applications_12m' as indicator_id, filed as above,
        cast(null as double) as below, false as is_ratio, filed as n
    from summed
    union all
    select
        as_of, network_id, 'success_rate_24m' as indicator_id, granted as above,
        decided as below, true as is_ratio, decided as n
    from summed
    union all
    select
        as_of, network_id, 'decision_delay_days' as indicator_id, decision_days as above,
        decided as below, true as is_ratio, decided as n
    from summed
    union all
    select
        as_of, network_id, 'hours_per_application' as indicator_id, hours as above,
        timed as below, true as is_ratio, timed as n
    from summed
    union all
    select
        as_of, network_id, 'control_hours_share' as indicator_id, coalesce(control_hours, 0) as above,
        hours as below, true as is_ratio, timed as n
    from summed
    union all
    select
        as_of, network_id, 'hours_per_10k' as indicator_id, hours as above,
        granted_eur / 10000 as below, true as is_ratio, timed as n
    from summed
)

select
    as_of,
    network_id,
    indicator_id,
    case when not is_ratio or below is not null then above end as numerator,
    below as denominator,
    n
from parts
