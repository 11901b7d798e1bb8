-- Alerts with the name of their network: open ones, and those cleared since a month end.
-- Parameter: cleared_since.
select
    n.name,
    e.network_id,
    e.rule_id,
    e.kind,
    e.severity,
    e.first_on,
    e.fired_on,
    e.last_on,
    e.cleared_on,
    e.is_open,
    e.is_older_than_panel,
    e.indicator_id,
    e.value,
    e.bound,
    e.previous_value,
    e.due_on,
    e.amount_eur,
    e.reason
from marts.alert_event as e
inner join core.network as n on e.network_id = n.network_id
where e.is_open or e.cleared_on >= $cleared_since
order by e.first_on desc, n.name, e.rule_id
