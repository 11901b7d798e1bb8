-- What is known, at each month end, to end within a year with nothing signed or chosen to follow it:
-- agreements with a funder, and mandates of the presidency. `running_eur` is all that runs then. The
-- file does not tell a term from a resignation, so that only ends still to come count as foreseen.
with running as (
    select
        m.as_of,
        g.network_id,
        g.reference,
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

weighed as (
    select
        r.*,
        s.running_eur
    from running as r
    inner join summed as s on r.as_of = s.as_of and r.network_id = s.network_id
),

followed as (
    select distinct
        w.as_of,
        w.reference
    from weighed as w
    inner join core.grant as g
        on w.network_id = g.network_id
        and w.funder_name = g.funder_name
        and g.ended_on > w.ended_on
        and coalesce(g.signed_on, g.started_on) <= w.as_of
),

agreement as (
    select
        w.as_of,
        w.network_id,
        'agreement' as source,
        w.funder_name as subject,
        w.ended_on as due_on,
        w.amount_eur,
        w.running_eur
    from weighed as w
    left join followed as f on w.as_of = f.as_of and w.reference = f.reference
    where f.reference is null
),

mandate as (
    select
        m.as_of,
        s.network_id,
        'mandate' as source,
        s.role as subject,
        s.ended_on as due_on,
        cast(null as double) as amount_eur,
        cast(null as double) as running_eur
    from core.month as m
    cross join (select max(as_of) as last_on from core.month) as panel
    inner join core.board_seat as s on s.started_on <= m.as_of and s.ended_on >= panel.last_on
    where s.role = 'presidence'
),

every_end as (
    select as_of, network_id, source, subject, due_on, amount_eur, running_eur from agreement
    union all
    select as_of, network_id, source, subject, due_on, amount_eur, running_eur from mandate
)

select
    e.as_of,
    e.network_id,
    e.source,
    e.subject,
    e.due_on,
    cast(e.amount_eur as double) as amount_eur,
    cast(e.running_eur as double) as running_eur
from every_end as e
inner join core.month as m on e.as_of = m.as_of
where e.due_on <= m.to_12m
