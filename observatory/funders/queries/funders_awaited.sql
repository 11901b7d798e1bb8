-- Applications that await an answer at a month end, earliest first, and the median number of days of
-- their funder's answers over 24 months. One given up or answered on an unknown day awaits nothing.
-- Parameters: as_of, funder ('*' for all).
with months as (
    select * from core.month where as_of = $as_of
),

usual as (
    select
        a.funder_name,
        median(date_diff('day', a.filed_on, a.decided_on)) as answer_days
    from core.application as a
    inner join months as m on a.decided_on > m.from_24m and a.decided_on <= m.as_of
    group by a.funder_name
)

select
    a.funder_name,
    a.network_id,
    n.name,
    a.programme,
    a.filed_on,
    a.requested_eur,
    date_diff('day', a.filed_on, cast($as_of as date)) as days,
    u.answer_days,
    a.filed_on + to_days(cast(round(u.answer_days) as integer)) as expected_on
from core.application as a
inner join core.network as n on a.network_id = n.network_id
inner join months as m
    on
        a.filed_on <= m.as_of
        and (
            a.decided_on > m.as_of
            or a.decided_on is null and coalesce(a.decision, 'en_cours') = 'en_cours'
        )
left join usual as u on a.funder_name = u.funder_name
where $funder in ('*', a.funder_name)
order by a.filed_on, a.funder_name, n.name
