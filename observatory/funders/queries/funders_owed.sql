-- What each funder owes and has to decide at a month end: due and unpaid (including the rest of
-- partial payments), applications that await an answer, running agreements, and the median number of
-- days of its answers over 24 months. Parameters: as_of, funder ('*' for all).
with months as (
    select * from core.month where as_of = $as_of
),

due as (
    select
        i.funder_name,
        i.network_id,
        i.due_on,
        i.due_eur - case
            when i.paid_on <= m.as_of then least(coalesce(i.paid_eur, i.due_eur), i.due_eur) else 0
        end as overdue_eur
    from core.instalment as i
    inner join months as m on i.due_on <= m.as_of
    where i.network_id is not null
),

owed as (
    select
        funder_name,
        sum(overdue_eur) as overdue_eur,
        count(*) as instalments,
        count(distinct network_id) as networks,
        min(due_on) as oldest_due_on
    from due
    where overdue_eur > 0
    group by funder_name
),

asked as (
    select
        a.*,
        m.as_of,
        m.from_24m,
        a.decided_on > m.as_of
        or a.decided_on is null and coalesce(a.decision, 'en_cours') = 'en_cours' as is_awaited
    from core.application as a
    inner join months as m on a.filed_on <= m.as_of
),

answers as (
    select
        funder_name,
        count(*) filter (where is_awaited) as awaited,
        sum(requested_eur) filter (where is_awaited) as requested_eur,
        median(date_diff('day', filed_on, decided_on))
            filter (where decided_on > from_24m and decided_on <= as_of) as answer_days
    from asked
    group by funder_name
),

agreements as (
    select
        g.funder_name,
        min(g.ended_on) as next_end,
        sum(g.amount_eur) filter (where g.ended_on <= m.to_12m) as ending_eur,
        count(*) filter (where g.ended_on <= m.to_12m) as ending
    from core.grant as g
    inner join months as m
        on g.signed_on <= m.as_of and g.started_on <= m.as_of and g.ended_on >= m.as_of
    group by g.funder_name
),

funders as (
    select funder_name from owed
    union
    select funder_name from answers where awaited > 0
    union
    select funder_name from agreements
)

select
    f.funder_name,
    coalesce(o.overdue_eur, 0) as value,
    o.oldest_due_on,
    coalesce(date_diff('day', o.oldest_due_on, cast($as_of as date)), 0) as oldest_days,
    coalesce(o.instalments, 0) as instalments,
    coalesce(o.networks, 0) as networks,
    coalesce(a.awaited, 0) as awaited,
    a.requested_eur,
    a.answer_days,
    coalesce(g.ending, 0) as ending,
    g.ending_eur,
    g.next_end
from funders as f
left join owed as o on f.funder_name = o.funder_name
left join answers as a on f.funder_name = a.funder_name
left join agreements as g on f.funder_name = g.funder_name
where $funder in ('*', f.funder_name)
order by value desc, o.oldest_due_on, f.funder_name
