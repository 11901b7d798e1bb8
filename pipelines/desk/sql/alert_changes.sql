-- Alerts that a change opens or closes: open in one database and not in the other.
with old as (
    select distinct network_id, rule_id, severity
    from published.marts.alert_event
    where is_open
),

new as (
    select distinct network_id, rule_id, severity
    from marts.alert_event
    where is_open
)

select
    coalesce(n.network_id, o.network_id) as network_id,
    coalesce(n.rule_id, o.rule_id) as rule_id,
    coalesce(n.severity, o.severity) as severity,
    case when o.network_id is null then 'opened' else 'closed' end as change
from old as o
full outer join new as n
    on o.network_id = n.network_id and o.rule_id = n.rule_id and o.severity = n.severity
where o.network_id is null or n.network_id is null
order by change desc, network_id, rule_id
