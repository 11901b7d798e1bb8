-- Networks assessed at a month end: stage, alarm, indicators known, and the published rank.
-- Parameter: as_of.
select
    f.network_id,
    n.name,
    f.stage,
    f.declared_stage,
    f.alarm_indicator,
    f.alarm_alert,
    f.indicators_known,
    f.indicators_expected,
    f.rank as stated_rank
from marts.fragility as f
inner join core.network as n on f.network_id = n.network_id
where f.as_of = $as_of
order by n.name collate fr
