-- Published stocks of companies a year apart that do not agree with the published flows. A company
-- absent for 90 days or less is not in the stock but has not left; one that entered or left twice
-- counts once in the flows: both are corrected from the stays.
-- readers: staff
-- One row per law, month and network: figures joined one by one would meet those of all networks.
with figure as (
    select
        t.law_id,
        f.as_of,
        f.network_id,
        max(case when t.role = 'stock' then f.value end) as stock,
        max(case when t.role = 'entries' then f.value end) as entries,
        max(case when t.role = 'exits' then f.value end) as exits
    from marts.indicator_values as f
    inner join reference.law_term as t
        on t.kind = 'stock_flow' and f.indicator_id = t.indicator_id
    where f.status = 'ok' and f.network_id <> '*'
    group by t.law_id, f.as_of, f.network_id
),

stay as (
    select network_id, siren, joined_on, left_on,
        count(*) over (partition by network_id, siren) as stays
    from core.membership where college = 'entreprise'
),

-- A company that joined once has neither paused nor returned. The window and the distinct rows keep
-- engines from joining all members to all months before these few are chosen.
spell as (
    select distinct p.network_id, p.siren, p.started_on, p.ended_on
    from core.membership_spell as p
    inner join stay as g
        on p.network_id = g.network_id and p.siren = g.siren and g.stays > 1
),

present as (
    select m.as_of, s.network_id, s.siren
    from stay as s
    inner join core.month as m
        on s.joined_on <= m.as_of and (s.left_on is null or s.left_on >= m.as_of)
    where s.stays > 1
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
        now.law_id,
        now.as_of,
        now.network_id,
        now.stock + coalesce(p.companies, 0) as after,
        before.stock + coalesce(q.companies, 0)
        + now.entries + coalesce(v.entered_again, 0)
        - now.exits - coalesce(v.left_again, 0) as expected
    from figure as now
    inner join core.month as m on now.as_of = m.as_of
    inner join figure as before
        on now.law_id = before.law_id and now.network_id = before.network_id
        and m.from_12m = before.as_of
    left join paused as p on m.as_of = p.as_of and now.network_id = p.network_id
    left join paused as q on m.from_12m = q.as_of and now.network_id = q.network_id
    left join moved as v on m.as_of = v.as_of and now.network_id = v.network_id
)

select law_id, as_of, network_id,
    concat(after, ' ≠ ', expected) as detail
from linked
where after <> expected
