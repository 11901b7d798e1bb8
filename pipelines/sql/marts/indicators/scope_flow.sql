-- Entries, exits and stays. A company counts once per network, so that '*' is the sum of the
-- networks.
with flow as (
    select
        p.as_of,
        p.network_id,
        sum(case when c.fact = 'join' then c.companies else 0 end) as joins,
        sum(case when c.fact = 'leave' then c.companies else 0 end) as leaves,
        sum(case when c.fact = 'leave' and c.class = 'ceased' then c.companies else 0 end) as ceased,
        sum(case when c.fact = 'leave' and c.class = 'merged' then c.companies else 0 end) as merged,
        sum(case when c.fact = 'leave' and c.class = 'moved' then c.companies else 0 end) as moved,
        sum(case when c.fact = 'leave' and c.class = 'unpaid' then c.companies else 0 end) as unpaid,
        sum(case when c.fact = 'leave' and c.class = 'resigned' then c.companies else 0 end) as resigned,
        sum(case when c.fact = 'leave' and c.class = 'other' then c.companies else 0 end) as other,
        sum(case when c.fact = 'leave' and c.class = 'unknown' then c.companies else 0 end) as unknown,
        sum(case when c.fact = 'year_ago' then c.companies else 0 end) as present,
        sum(case when c.fact = 'lost' then c.companies else 0 end) as lost,
        sum(case when c.fact = 'newcomer' then c.companies else 0 end) as newcomers,
        sum(case when c.fact = 'newcomer' and c.class = 'kept' then c.companies else 0 end) as kept
    from indicators.membership_presence as p
    inner join core.network_scope as s on p.network_id = s.scope_id
    left join indicators.scope_count as c on p.as_of = c.as_of and s.network_id = c.network_id
    group by p.as_of, p.network_id
)

select as_of, network_id, 'joins_12m' as indicator_id,
    joins as numerator, cast(null as bigint) as denominator, joins as n
from flow
union all
select as_of, network_id, 'leaves_12m', leaves, null, leaves from flow
union all
select as_of, network_id, 'leaves_ceased_12m', ceased, null, leaves from flow
union all
select as_of, network_id, 'leaves_merged_12m', merged, null, leaves from flow
union all
select as_of, network_id, 'leaves_moved_12m', moved, null, leaves from flow
union all
select as_of, network_id, 'leaves_unpaid_12m', unpaid, null, leaves from flow
union all
select as_of, network_id, 'leaves_resigned_12m', resigned, null, leaves from flow
union all
select as_of, network_id, 'leaves_other_12m', other, null, leaves from flow
union all
select as_of, network_id, 'leaves_unknown_12m', unknown, null, leaves from flow
union all
select as_of, network_id, 'churn_12m', lost, present, present from flow
union all
select as_of, network_id, 'first_year_retention', kept, newcomers, newcomers from flow
