-- Stage by rules. One measure under its launch bound is enough for impulsion; développement
-- requires all of its bounds; a missing measure that could change the result leaves it empty. A new
-- stage is adopted after two month ends in a row, so that a single month does not change it.
-- readers: staff
with counted as (
    select
        as_of,
        network_id,
        count(*) as measures,
        count(value) as known,
        sum(case when is_launch then 1 else 0 end) as launches,
        sum(case when is_growth then 1 else 0 end) as growths
    from marts.fragility_stage_criterion
    group by as_of, network_id
),

observed as (
    select
        as_of,
        network_id,
        case
            when launches > 0 then 'impulsion'
            when known = measures and growths = measures then 'developpement'
            when known = measures then 'perennisation'
        end as observed_stage
    from counted
),

confirmed as (
    select
        *,
        case
            when observed_stage = previous_stage then as_of
            when observed_stage is not null and previous_stage is null then as_of
        end as confirmed_on
    from (
        select
            *,
            lag(observed_stage) over (partition by network_id order by as_of) as previous_stage
        from observed
    ) as with_previous
),

last_confirmed as (
    select
        as_of,
        network_id,
        observed_stage,
        max(confirmed_on) over (
            partition by network_id
            order by as_of
            rows between unbounded preceding and current row
        ) as confirmed_on
    from confirmed
)

select
    l.as_of,
    l.network_id,
    case when l.observed_stage is not null then c.observed_stage end as stage,
    l.observed_stage,
    n.declared_stage
from last_confirmed as l
inner join core.network as n on l.network_id = n.network_id
left join confirmed as c
    on l.network_id = c.network_id and l.confirmed_on = c.as_of
