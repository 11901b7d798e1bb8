-- What excludes a network from the level « solide » at a month end, whatever its score: an
-- indicator beyond the bound of an alarm, or an urgent alert open at that time.
-- readers: staff
with figure as (
    select
        v.as_of,
        v.network_id,
        min(v.indicator_id) as alarm_indicator
    from marts.indicator_values as v
    inner join reference.fragility_rule as r on v.indicator_id = r.indicator_id
    where
        v.network_id <> '*'
        and v.status = 'ok'
        and (
            (r.rule = 'alarm_below' and v.value < r.bound)
            or (r.rule = 'alarm_at_most' and v.value <= r.bound)
        )
    group by v.as_of, v.network_id
),

alert as (
    select
        m.as_of,
        a.network_id,
        min(a.rule_id) as alarm_alert
    from core.month as m
    inner join marts.alert_event as a
        on a.fired_on <= m.as_of and (a.cleared_on is null or a.cleared_on > m.as_of)
    where a.severity = 'urgente'
    group by m.as_of, a.network_id
)

select
    coalesce(f.as_of, a.as_of) as as_of,
    coalesce(f.network_id, a.network_id) as network_id,
    f.alarm_indicator,
    a.alarm_alert
from figure as f
full outer join alert as a on f.as_of = a.as_of and f.network_id = a.network_id
