-- Changes of director or president, over three years and over one. They are unknown if the record
-- begins inside the window.
with recorded as (
    select
        m.as_of,
        m.from_12m,
        m.from_36m,
        n.network_id,
        t.first_on as staff_on,
        b.first_on as board_on
    from core.month as m
    cross join core.network as n
    left join core.record_start as t
        on t.network_id = n.network_id and t.contract = 'equipes' and t.first_on <= m.as_of
    left join core.record_start as b
        on b.network_id = n.network_id and b.contract = 'gouvernance' and b.first_on <= m.as_of
),

counted as (
    select
        r.as_of,
        r.network_id,
        sum(case when c.post = 'direction' then 1 else 0 end) as directors,
        sum(case when c.post = 'presidence' then 1 else 0 end) as presidents
    from recorded as r
    left join core.leadership_change as c
        on c.network_id = r.network_id and c.changed_on > r.from_36m and c.changed_on <= r.as_of
    group by r.as_of, r.network_id
)

select
    r.as_of,
    r.network_id,
    'director_changes_36m' as indicator_id,
    case when r.staff_on <= r.from_36m then c.directors end as numerator,
    cast(null as double) as denominator,
    c.directors as n
from recorded as r
inner join counted as c on r.as_of = c.as_of and r.network_id = c.network_id
where r.staff_on is not null

union all

select
    r.as_of,
    r.network_id,
    'president_changes_36m' as indicator_id,
    case when r.board_on <= r.from_36m then c.presidents end as numerator,
    cast(null as double) as denominator,
    c.presidents as n
from recorded as r
inner join counted as c on r.as_of = c.as_of and r.network_id = c.network_id
where r.board_on is not null

union all

select
    r.as_of,
    r.network_id,
    'double_break_12m' as indicator_id,
    case
        when r.staff_on <= r.from_12m and r.board_on <= r.from_12m
            then case when d.network_id is null then 0 else 1 end
    end as numerator,
    cast(null as double) as denominator,
    1 as n
from recorded as r
left join indicators.double_break as d on r.as_of = d.as_of and r.network_id = d.network_id
where r.staff_on is not null and r.board_on is not null
