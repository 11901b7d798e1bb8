-- What may say why a network is fragile at a month end: indicators of its score with what they count,
-- and how long it has had nobody in its direction, where that still lasts. Parameter: as_of.
with scored as (
    select * from marts.fragility_indicator where as_of = $as_of
),

vacancy as (
    select
        network_id,
        date_diff('day', started_on, cast($as_of as date)) + 1 as vacant_days
    from marts.direction_vacancy
    where started_on <= $as_of and coalesce(ended_on, date '9999-12-31') > $as_of
)

select
    s.network_id,
    s.dimension,
    s.indicator_id,
    s.status,
    s.value,
    s.score,
    s.points,
    v.numerator,
    v.denominator,
    v.n,
    d.vacant_days
from scored as s
inner join marts.indicator_values as v
    on s.as_of = v.as_of and s.network_id = v.network_id and s.indicator_id = v.indicator_id
left join vacancy as d on s.network_id = d.network_id
order by s.network_id, s.indicator_id
