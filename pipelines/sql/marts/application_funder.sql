-- Applications filed in 24 months, by funder: success with its Wilson interval, hours, euros. A
-- file with unknown hours is left out of hours; euros are compared with the hours of decided files
-- only.
-- readers: staff
with filed as (
    select
        m.as_of,
        s.scope_id as network_id,
        a.network_id as applicant_id,
        a.funder_name,
        a.control_hours,
        a.granted_eur,
        a.decision in ('accorde', 'refuse') and a.decided_on <= m.as_of as is_decided,
        a.decision = 'accorde' and a.decided_on <= m.as_of as is_granted,
        case
            when a.preparation_hours is not null or a.control_hours is not null
                then coalesce(a.preparation_hours, 0) + coalesce(a.control_hours, 0)
        end as hours
    from core.application as a
    inner join core.month as m on a.filed_on > m.from_24m and a.filed_on <= m.as_of
    inner join core.network_scope as s on a.network_id = s.network_id
),

summed as (
    select
        as_of,
        network_id,
        funder_name,
        count(distinct applicant_id) as networks,
        count(*) as filed,
        sum(case when is_decided then 1 else 0 end) as decided,
        sum(case when is_granted then 1 else 0 end) as granted,
        steady_mean(hours) as hours_each,
        steady_sum(control_hours) as control_hours,
        steady_sum(case when is_granted then granted_eur end) as granted_eur,
        steady_sum(case when is_decided then hours end) as decided_hours,
        steady_sum(case when is_granted and hours is not null then granted_eur end) as timed_eur
    from filed
    group by as_of, network_id, funder_name
)

select
    *,
    granted / nullif(cast(decided as double), 0) as success,
    case when decided > 0 then wilson_low(granted, decided) end as success_low,
    case when decided > 0 then wilson_high(granted, decided) end as success_high,
    decided_hours / nullif(timed_eur / 10000, 0) as hours_per_10k,
    decided_hours / nullif(timed_eur, 0) as hours_per_euro
from summed
