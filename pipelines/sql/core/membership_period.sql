-- Members as spans of month ends of the panel: from `from_on` to the one before `until_on`, which is
-- NULL for a member at the last one. A member in two colleges at once counts as `entreprise`: one
-- that has been in several has a span for each month end.
with panel as (
    select min(as_of) as first_on, max(as_of) as last_on
    from core.month
),

several as (
    select network_id, siren
    from core.membership
    group by network_id, siren
    having min(college) <> max(college)
),

stay as (
    select
        s.network_id,
        s.siren,
        s.college,
        greatest(last_day(s.joined_on), p.first_on) as from_on,
        coalesce(last_day(s.left_on + interval '1' day), date '9999-12-31') as until_on,
        p.last_on,
        a.siren is not null as is_several
    from core.membership as s
    cross join panel as p
    left join several as a on s.network_id = a.network_id and s.siren = a.siren
),

present as (
    select network_id, siren, college, from_on, until_on, last_on
    from stay
    where not is_several
    union all
    select
        s.network_id,
        s.siren,
        coalesce(max(case when s.college = 'entreprise' then s.college end), min(s.college)),
        m.as_of,
        last_day(m.as_of + interval '1' day),
        s.last_on
    from stay as s
    inner join core.month as m on s.from_on <= m.as_of and s.until_on > m.as_of
    where s.is_several
    group by m.as_of, s.network_id, s.siren, s.last_on
)

select
    network_id,
    siren,
    college,
    from_on,
    case when until_on <= last_on then until_on end as until_on
from present
where from_on <= last_on and from_on < until_on
