-- Contribution of each indicator to the score of a network at a month end: 0 at its safe goalpost,
-- 100 at its critical one, linear between, flat beyond. Points add up to the score.
-- readers: staff
with network as (
    select
        network_id,
        created_on,
        ended_on
    from core.network
),

scored as (
    select
        v.as_of,
        v.network_id,
        g.dimension,
        g.dimension_weight,
        v.indicator_id,
        v.status,
        v.value,
        g.safe,
        g.critical,
        100 * greatest(0.0, least(1.0, (v.value - g.safe) / (g.critical - g.safe))) as bounded
    from marts.indicator_values as v
    inner join reference.fragility_goalpost as g on v.indicator_id = g.indicator_id
    inner join network as n on v.network_id = n.network_id
    where
        (n.created_on is null or n.created_on <= v.as_of)
        and (n.ended_on is null or n.ended_on >= v.as_of)
),

known as (
    select
        *,
        -- greatest and least skip NULL, and would score a missing value as critical.
        case when status = 'ok' and value is not null then bounded end as score
    from scored
),

counted as (
    select
        *,
        count(score) over (partition by as_of, network_id, dimension) as known_in_dimension
    from known
),

covered as (
    select
        *,
        -- 0.35 + 0.25 must be 0.60, whatever the order of the sum.
        round(coalesce(sum(
            case when score is not null then dimension_weight / known_in_dimension end
        ) over (partition by as_of, network_id), 0), 9) as coverage
    from counted
),

floor_of_coverage as (
    select bound from reference.fragility_rule where rule = 'coverage_min'
)

select
    c.as_of,
    c.network_id,
    c.dimension,
    c.indicator_id,
    c.status,
    c.value,
    c.safe,
    c.critical,
    c.score,
    c.coverage,
    case
        when c.score is not null and c.coverage >= f.bound
            then c.score * c.dimension_weight / c.known_in_dimension / c.coverage
    end as points
from covered as c
cross join floor_of_coverage as f
