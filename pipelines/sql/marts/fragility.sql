-- Fragility of each network at each month end: 0 safe, 100 critical; rank 1 is the most fragile.
-- No total under the minimum coverage; an alarm excludes the level « solide ».
-- readers: staff
with dimension as (
    select
        as_of,
        network_id,
        dimension,
        steady_mean(score) as score,
        steady_sum(points) as points,
        max(coverage) as coverage,
        count(score) as known,
        count(*) as expected
    from marts.fragility_indicator
    group by as_of, network_id, dimension
),

total as (
    select
        as_of,
        network_id,
        -- Equal networks must tie, whatever the order of the sum.
        round(steady_sum(points), 9) as score,
        max(coverage) as coverage,
        cast(sum(known) as bigint) as indicators_known,
        cast(sum(expected) as bigint) as indicators_expected,
        max(case when dimension = 'treasury' then score end) as treasury_score,
        max(case when dimension = 'team' then score end) as team_score,
        max(case when dimension = 'membership' then score end) as membership_score,
        max(case when dimension = 'dependency' then score end) as dependency_score,
        max(case when dimension = 'workload' then score end) as workload_score
    from dimension
    group by as_of, network_id
),

bound as (
    select
        max(case when rule = 'watch_from' then bound end) as watch_from,
        max(case when rule = 'fragile_above' then bound end) as fragile_above
    from reference.fragility_rule
)

select
    t.as_of,
    t.network_id,
    t.score,
    fragility_level(t.score, a.network_id is not null, b.watch_from, b.fragile_above) as level,
    s.stage,
    t.coverage,
    case
        when t.score is not null
            then rank() over (partition by t.as_of order by t.score desc nulls last)
    end as rank,
    r.rank_low,
    r.rank_high,
    t.treasury_score,
    t.team_score,
    t.membership_score,
    t.dependency_score,
    t.workload_score,
    r.score_low,
    r.score_high,
    r.top_five_probability,
    r.geometric_score,
    r.geometric_rank,
    r.rank_group,
    -- Missing indicators may hide a worse level: « solide » then comes with this caveat.
    fragility_level(r.score_high, a.network_id is not null, b.watch_from, b.fragile_above)
        as level_at_worst,
    a.alarm_indicator,
    a.alarm_alert,
    s.declared_stage,
    t.indicators_known,
    t.indicators_expected
from total as t
cross join bound as b
left join marts.fragility_alarm as a on t.as_of = a.as_of and t.network_id = a.network_id
left join marts.fragility_stage as s on t.as_of = s.as_of and t.network_id = s.network_id
left join marts.fragility_rank as r on t.as_of = r.as_of and t.network_id = r.network_id
