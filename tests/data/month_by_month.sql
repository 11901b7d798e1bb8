-- Second implementation of the counts of members: the facts about each company in each scope at each
-- month end, one row per fact, with every stay expanded by month.
with active as (
    select distinct m.as_of, s.network_id, s.siren, s.college
    from core.month as m
    inner join core.membership as s
        on s.joined_on <= m.as_of and (s.left_on is null or s.left_on >= m.as_of)
),

company as (
    select a.as_of, a.network_id, a.siren, c.size_class, c.is_in_region
    from active as a
    inner join core.company as c on a.siren = c.siren
    where a.college = 'entreprise'
),

networks_of as (
    select as_of, siren, count(distinct network_id) as networks
    from company
    group by as_of, siren
),

team as (
    select distinct d.as_of, c.network_id
    from core.month as d
    inner join core.staff_contract as c on c.started_on <= d.as_of
    inner join core.record_start as r
        on c.network_id = r.network_id and r.contract = 'equipes' and r.first_on <= d.as_of
),

year_ago as (
    select distinct d.as_of, m.network_id, m.siren
    from core.month as d
    inner join core.membership as m
        on m.joined_on <= d.from_12m and (m.left_on is null or m.left_on >= d.from_12m)
    where m.college = 'entreprise'
),

exited as (
    select distinct d.as_of, p.network_id, p.siren, x.reason
    from core.month as d
    inner join core.membership_spell as p on p.ended_on >= d.from_12m and p.ended_on < d.as_of
    inner join indicators.membership_exit as x
        on p.network_id = x.network_id and p.siren = x.siren
        and last_day(p.ended_on + interval '1' day) = x.from_on
    qualify row_number() over (
        partition by d.as_of, p.network_id, p.siren order by p.ended_on desc
    ) = 1
),

newcomer as (
    select
        d.as_of,
        p.network_id,
        p.siren,
        p.ended_on is null or p.ended_on >= p.started_on + interval '12' month as is_kept
    from core.month as d
    inner join core.membership_spell as p
        on p.started_on > d.from_24m and p.started_on <= d.from_12m
    qualify row_number() over (
        partition by d.as_of, p.network_id, p.siren order by p.started_on
    ) = 1
),

stock as (
    select as_of, network_id, siren, 'member' as fact, null as class from active
    union
    select as_of, network_id, siren, 'with_team', null
    from active inner join team using (as_of, network_id)
    union
    select as_of, network_id, siren, 'company', size_class from company
    union
    select as_of, network_id, siren, 'shared', null
    from company inner join networks_of using (as_of, siren) where networks > 1
    union
    select as_of, network_id, siren, 'target', null
    from company
    where is_in_region and size_class in ('TPE', 'PME')
        and network_id in (select network_id from core.network_division)
    union
    select as_of, network_id, siren, 'year_ago', null from year_ago
    union
    select as_of, network_id, siren, 'lost', null
    from year_ago inner join exited using (as_of, network_id, siren)
    union
    select as_of, network_id, siren, 'newcomer', case when is_kept then 'kept' else 'gone' end
    from newcomer
),

flow as (
    select distinct d.as_of, p.network_id, p.siren, 'join' as fact, null as class
    from core.month as d
    inner join core.membership_spell as p on p.started_on > d.from_12m and p.started_on <= d.as_of
    union all
    select as_of, network_id, siren, 'leave', reason from exited
)

select distinct t.as_of, s.scope_id as network_id, t.siren, t.fact, t.class
from stock as t
inner join core.network_scope as s on t.network_id = s.network_id
union all
select t.as_of, s.scope_id, t.siren, t.fact, t.class
from flow as t
inner join core.network_scope as s on t.network_id = s.network_id
