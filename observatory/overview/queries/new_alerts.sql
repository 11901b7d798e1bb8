-- Alerts that fire this month, by network. Parameter: as_of.
select
    n.name,
    e.rule_id,
    e.severity
from marts.alert_event as e
inner join core.network as n on e.network_id = n.network_id
where e.fired_on = $as_of
order by n.name, e.rule_id
