-- Months whose last year includes a double break: a director who leaves or arrives and a new
-- president, at most 183 days apart, with the later of the two in the window.
with director_break as (
    select network_id, changed_on as broken_on
    from core.leadership_change
    where post = 'direction'
    union
    select c.network_id, cast(c.ended_on + interval '1' day as date) as broken_on
    from core.staff_contract as c
    where
        c.role = 'direction'
        and c.ended_on is not null
        and not exists (
            select 1
            from core.staff_contract as o
            where
                o.network_id = c.network_id
                and o.agent_id = c.agent_id
                and o.role = 'direction'
                and (o.ended_on is null or o.ended_on > c.ended_on)
                and days_between(c.ended_on, o.started_on) <= 32
        )
)

select distinct
    m.as_of,
    d.network_id
from core.month as m
inner join director_break as d on d.broken_on <= m.as_of
inner join core.leadership_change as p
    on d.network_id = p.network_id and p.post = 'presidence' and p.changed_on <= m.as_of
where
    greatest(d.broken_on, p.changed_on) > m.from_12m
    and abs(days_between(d.broken_on, p.changed_on)) <= 183
