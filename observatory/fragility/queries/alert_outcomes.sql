-- Number of alerts by rule and outcome, among those whose twelve months are over or that ended in a
-- break before.
select
    rule_id,
    outcome,
    count(*) as alerts
from marts.alert_outcome
where outcome is not null
group by rule_id, outcome
order by rule_id, outcome
