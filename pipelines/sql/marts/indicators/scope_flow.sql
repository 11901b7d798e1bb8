-- Who came, who left, who stays. A company counts once per network, so '*' adds the networks up.
with joined as (
    select
        as_of,
        network_id,
        count(*) as joins
    from indicators.membership_entry
    group by as_of, network_id
),

exited as (
    select
        as_of,
        network_id,
        count(*) as leaves,
        count(*) filter (where reason = 'ceased') as ceased,
        count(*) filter (where reason = 'merged') as merged,
        count(*) filter (where reason = 'moved') as moved,
        count(*) filter (where reason = 'unpaid') as unpaid,
        count(*) filter (where reason = 'resigned') as resigned,
        count(*) filter (where reason = 'other') as other,
        count(*) filter (where reason = 'unknown') as unknown
    from indicators.membership_exit
    group by as_of, network_id
),

kept as (
    select
        y.as_of,
        y.network_id,
        count(*) as present,
        count(e.siren) as lost
    from indicators.company_year_ago as y
    left join indicators.membership_exit as e
        on y.as_of = e.as_of and y.network_id = e.network_id and y.siren = e.siren
    group by y.as_of, y.network_id
),

flow as (
    select
        p.as_of,
        p.network_id,
        coalesce(sum(j.joins), 0) as joins,
        coalesce(sum(e.leaves), 0) as leaves,
        coalesce(sum(e.ceased), 0) as ceased,
        coalesce(sum(e.merged), 0) as merged,
        coalesce(sum(e.moved), 0) as moved,
        coalesce(sum(e.unpaid), 0) as unpaid,
        coalesce(sum(e.resigned), 0) as resigned,
        coalesce(sum(e.other), 0) as other,
        coalesce(sum(e.unknown), 0) as unknown,
        coalesce(sum(k.present), 0) as present,
        coalesce(sum(k.lost), 0) as lost,
        coalesce(sum(f.newcomers), 0) as newcomers,
        coalesce(sum(f.kept), 0) as kept
    from indicators.membership_presence as p
    inner join core.network_scope as s on p.network_id = s.scope_id
    left join joined as j on p.as_of = j.as_of and s.network_id = j.network_id
    left join exited as e on p.as_of = e.as_of and s.network_id = e.network_id
    left join kept as k on p.as_of = k.as_of and s.network_id = k.network_id
    left join indicators.membership_first_year as f on p.as_of = f.as_of and s.network_id = f.network_id
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
