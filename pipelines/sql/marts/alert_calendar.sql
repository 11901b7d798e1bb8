-- Agreements with a funder, mandates of the presidency and labels known, at each month end, to end
-- within a year without a successor. `running_eur` is the amount of agreements running then. In the
-- files a term looks like a resignation or a withdrawal, so that only future ends of mandates and
-- labels count as expected. `due_precision` is the precision of the date in its source.
-- readers: staff
with running as (
    select
        m.as_of,
        g.network_id,
        g.funder_name,
        g.amount_eur,
        g.ended_on
    from core.month as m
    inner join core.grant as g
        on coalesce(g.signed_on, g.started_on) <= m.as_of
        and coalesce(g.started_on, g.signed_on) <= m.as_of
        and g.ended_on >= m.as_of
    where g.network_id is not null
),

summed as (
    select
        as_of,
        network_id,
        steady_sum(amount_eur) as running_eur
    from running
    group by as_of, network_id
),

last_signed as (
    select m.as_of, g.network_id, g.funder_name, max(g.ended_on) as last_on
    from core.month as m
    inner join core.grant as g on coalesce(g.signed_on, g.started_on) <= m.as_of
    group by m.as_of, g.network_id, g.funder_name
),

agreement as (
    select
        r.as_of,
        r.network_id,
        'agreement' as source,
        r.funder_name as subject,
        r.ended_on as due_on,
        cast(null as string) as due_precision,
        cast(r.amount_eur as double) as amount_eur,
        cast(s.running_eur as double) as running_eur
    from running as r
    inner join summed as s on r.as_of = s.as_of and r.network_id = s.network_id
    inner join last_signed as l
        on r.as_of = l.as_of and r.network_id = l.network_id
        and r.funder_name = l.funder_name and r.ended_on = l.last_on
),

mandate as (
    select
        m.as_of,
        s.network_id,
        'mandate' as source,
        s.role as subject,
        s.ended_on as due_on,
        cast(null as string) as due_precision
    from core.month as m
    cross join (select max(as_of) as last_on from core.month) as panel
    inner join core.board_seat as s on s.started_on <= m.as_of and s.ended_on >= panel.last_on
    where s.role = 'presidence'
),

label as (
    select
        m.as_of,
        l.network_id,
        'label' as source,
        l.label as subject,
        l.ended_on as due_on,
        l.ended_precision as due_precision
    from core.month as m
    cross join (select max(as_of) as last_on from core.month) as panel
    inner join core.label as l on l.started_on <= m.as_of and l.ended_on >= panel.last_on
    left join core.label as f
        on l.network_id = f.network_id and l.label = f.label and f.started_on > l.started_on
    where f.network_id is null
),

every_end as (
    select * from agreement
    union all
    select *, null as amount_eur, null as running_eur from mandate
    union all
    select *, null as amount_eur, null as running_eur from label
)

select e.*
from every_end as e
inner join core.month as m on e.as_of = m.as_of
where e.due_on <= m.to_12m
