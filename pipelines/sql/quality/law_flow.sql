-- Published stocks of companies a year apart that do not agree with the published flows. A company
-- absent for 90 days or less is not in the stock but has not left; one that entered or left twice
-- counts once in the flows: both are corrected from the stays.
-- readers: staff
with term as (
    select
        law_id,
        max(case when role = 'stock' then indicator_id end) as stock_id,
        max(case when role = 'entries' then indicator_id end) as entries_id,
        max(case when role = 'exits' then indicator_id end) as exits_id
    from reference.law_term
    where kind = 'stock_flow'
    group by law_id
),

figure as (
    select * from marts.indicator_values where status = 'ok' and network_id <> '*'
),

-- A company that joined once has neither paused nor returned.
again as (
    select network_id, siren
    from core.membership where college = 'entreprise'
    group by network_id, siren
    having count(*) > 1
),

spell as (
    select p.network_id, p.siren, p.started_on, p.ended_on
    from core.membership_spell as p
    inner join again as g on p.network_id = g.network_id and p.siren = g.siren
),

present as (
    select m.as_of, s.network_id, s.siren
    from again as g
    inner join core.membership as s on g.network_id = s.network_id and g.siren = s.siren
    inner join core.month as m
        on s.joined_on <= m.as_of and (s.left_on is null or s.left_on >= m.as_of)
    where s.college = 'entreprise'
),

paused as (
    select m.as_of, p.network_id, count(*) as companies
    from core.month as m
    inner join spell as p
        on p.started_on <= m.as_of and (p.ended_on is null or p.ended_on >= m.as_of)
    left join present as a
        on m.as_of = a.as_of and p.network_id = a.network_id and p.siren = a.siren
    where a.siren is null
    group by m.as_of, p.network_id
),

moved as (
    select
        m.as_of,
        p.network_id,
        count(*) filter (where p.started_on > m.from_12m and p.started_on <= m.as_of)
        - count(distinct case
            when p.started_on > m.from_12m and p.started_on <= m.as_of then p.siren
        end) as entered_again,
        count(*) filter (where p.ended_on >= m.from_12m and p.ended_on < m.as_of)
        - count(distinct case
            when p.ended_on >= m.from_12m and p.ended_on < m.as_of then p.siren
        end) as left_again
    from core.month as m
    cross join spell as p
    group by m.as_of, p.network_id
),

linked as (
    select
        t.law_id,
        m.as_of,
        now.network_id,
        now.value + coalesce(p.companies, 0) as after,
        before.value + coalesce(q.companies, 0)
        + e.value + coalesce(v.entered_again, 0)
        - x.value - coalesce(v.left_again, 0) as expected
    from term as t
    cross join core.month as m
    inner join figure as now on m.as_of = now.as_of and t.stock_id = now.indicator_id
    inner join figure as before
        on m.from_12m = before.as_of and t.stock_id = before.indicator_id
        and now.network_id = before.network_id
    inner join figure as e
        on m.as_of = e.as_of and t.entries_id = e.indicator_id and now.network_id = e.network_id
    inner join figure as x
        on m.as_of = x.as_of and t.exits_id = x.indicator_id and now.network_id = x.network_id
    left join paused as p on m.as_of = p.as_of and now.network_id = p.network_id
    left join paused as q on m.from_12m = q.as_of and now.network_id = q.network_id
    left join moved as v on m.as_of = v.as_of and now.network_id = v.network_id
)

select law_id, as_of, network_id,
    concat(after, ' ≠ ', expected) as detail
from linked
where after <> expected
