-- What applications cost in hours and bring in euros, by funder, filed in the 24 months before a
-- month end; a file whose hours are unknown is left out of hours, and euros are set against the hours
-- of decided files alone. Parameters: as_of, network_id, hourly_cost.
with applications as (
    select * from core.application
),

scopes as (
    select * from core.network_scope where scope_id = $network_id
),

month as (
    select as_of, from_24m from core.month where as_of = $as_of
),

filed as (
    select
        a.*,
        a.decision in ('accorde', 'refuse') and a.decided_on <= m.as_of as is_decided,
        a.decision = 'accorde' and a.decided_on <= m.as_of as is_granted,
        case
            when a.preparation_hours is not null or a.control_hours is not null
                then coalesce(a.preparation_hours, 0) + coalesce(a.control_hours, 0)
        end as hours
    from applications as a
    inner join scopes as s on a.network_id = s.network_id
    inner join month as m on a.filed_on > m.from_24m and a.filed_on <= m.as_of
),

summed as (
    select
        funder_name,
        count(*) as filed,
        count(*) filter (where is_granted) as granted,
        count(*) filter (where is_decided) as decided,
        avg(hours) as hours_each,
        sum(control_hours) as control_hours,
        sum(granted_eur) filter (where is_granted) as granted_eur,
        sum(hours) filter (where is_decided) as decided_hours,
        sum(granted_eur) filter (where is_granted and hours is not null) as timed_eur
    from filed
    group by funder_name
)

select
    funder_name as name,
    filed,
    granted,
    decided,
    granted / nullif(cast(decided as double), 0) as success,
    hours_each as value,
    control_hours,
    granted_eur,
    decided_hours / nullif(timed_eur / 10000, 0) as hours_per_10k,
    decided_hours * $hourly_cost / nullif(timed_eur, 0) as cost_per_euro
from summed
order by value desc nulls last, name
