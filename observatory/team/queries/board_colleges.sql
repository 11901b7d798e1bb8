-- Board seats and members by college, and mandates that end within six months.
-- Parameters: as_of, network_id.
with seats as (
    select * from core.board_seat
),

scopes as (
    select * from core.network_scope where scope_id = $network_id
),

active as (
    select
        coalesce(b.college, 'autre') as college,
        count(*) as seats,
        count(*) filter (
            where b.ended_on <= last_day(cast($as_of as date) + interval 6 month)
        ) as ending
    from seats as b
    inner join scopes as s on b.network_id = s.network_id
    where b.started_on <= $as_of and (b.ended_on is null or b.ended_on >= $as_of)
    group by coalesce(b.college, 'autre')
),

members as (
    select
        m.college,
        count(*) as members
    from core.membership_period as m
    inner join scopes as s on m.network_id = s.network_id
    where m.from_on <= $as_of and (m.until_on is null or m.until_on > $as_of)
    group by m.college
)

select
    coalesce(a.college, m.college) as college,
    coalesce(a.seats, 0) as seats,
    coalesce(a.seats, 0) / sum(a.seats) over () as value,
    coalesce(m.members, 0) as members,
    coalesce(m.members, 0) / sum(m.members) over () as member_share,
    coalesce(a.ending, 0) as ending
from active as a
full outer join members as m on a.college = m.college
order by seats desc, college
