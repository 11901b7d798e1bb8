-- Members per full-time equivalent, over the networks of the scope whose team is known.
with team as (
    select
        d.as_of,
        c.network_id,
        steady_sum(
            case when c.ended_on is null or c.ended_on >= d.as_of then c.fte else 0 end
        ) as fte
    from core.month as d
    inner join core.staff_contract as c on c.started_on <= d.as_of
    inner join core.record_start as r
        on r.network_id = c.network_id and r.contract = 'equipes' and r.first_on <= d.as_of
    group by d.as_of, c.network_id
),

team_of_scope as (
    select
        t.as_of,
        s.scope_id as network_id,
        steady_sum(t.fte) as fte
    from team as t
    inner join core.network_scope as s on t.network_id = s.network_id
    group by t.as_of, s.scope_id
),

member as (
    select as_of, network_id, companies as members
    from indicators.scope_count
    where fact = 'with_team'
)

select
    p.as_of,
    p.network_id,
    'members_per_fte' as indicator_id,
    coalesce(m.members, 0) as numerator,
    t.fte as denominator,
    coalesce(m.members, 0) as n
from indicators.membership_presence as p
inner join team_of_scope as t on p.as_of = t.as_of and p.network_id = t.network_id
left join member as m on p.as_of = m.as_of and p.network_id = m.network_id
