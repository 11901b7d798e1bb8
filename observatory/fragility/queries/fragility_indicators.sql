-- Indicators of the score, scaled between their goalposts, at a month end and a year before, with
-- their counts and how long the direction has been vacant, if it still is. Parameter: as_of.
with vacancy as (
    select
        m.as_of,
        v.network_id,
        date_diff('day', v.started_on, m.as_of) + 1 as vacant_days
    from core.month as m
    inner join marts.direction_vacancy as v
        on v.started_on <= m.as_of and coalesce(v.ended_on, date '9999-12-31') > m.as_of
)

select
    case when s.as_of = m.as_of then 'now' else 'before' end as moment,
    s.as_of,
    s.network_id,
    s.dimension,
    s.indicator_id,
    s.status,
    s.value,
    s.safe,
    s.critical,
    s.score,
    s.points,
    v.numerator,
    v.denominator,
    v.n,
    d.vacant_days
from core.month as m
inner join marts.fragility_indicator as s on s.as_of in (m.as_of, m.from_12m)
inner join marts.indicator_values as v
    on s.as_of = v.as_of and s.network_id = v.network_id and s.indicator_id = v.indicator_id
left join vacancy as d on s.as_of = d.as_of and s.network_id = d.network_id
where m.as_of = $as_of
order by s.as_of, s.network_id, s.indicator_id
