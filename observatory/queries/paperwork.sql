-- What applications cost in hours and bring in euros, by funder, filed in the 24 months before a
-- month end; `hourly_cost_eur` turns hours into money. Parameters: as_of, network_id, hourly_cost.
with applications as (
    select * from core.application
),

scopes as (
    select * from core.network_scope where scope_id = $network_id
),

month as (
    select as_of, from_24m from core.month where as_of = $as_of
),

summed as (
    select
        a.funder_name,
        count(*) as filed,
        count(*) filter (where a.decision = 'accorde' and a.decided_on <= m.as_of) as granted,
        count(*) filter (
            where a.decision in ('accorde', 'refuse') and a.decided_on <= m.as_of
        ) as decided,
        sum(coalesce(a.preparation_hours, 0) + coalesce(a.control_hours, 0)) as hours,
        sum(a.control_hours) as control_hours,
        sum(a.granted_eur) filter (where a.decided_on <= m.as_of) as granted_eur
    from applications as a
    inner join scopes as s on a.network_id = s.network_id
    inner join month as m on a.filed_on > m.from_24m and a.filed_on <= m.as_of
    group by a.funder_name
)

select
    funder_name as name,
    filed,
    granted,
    decided,
    granted / nullif(cast(decided as double), 0) as success,
    hours / nullif(filed, 0) as value,
    control_hours,
    granted_eur,
    hours / nullif(granted_eur / 10000, 0) as hours_per_10k,
    hours * $hourly_cost / nullif(granted_eur, 0) as cost_per_euro
from summed
order by value desc nulls last, name
