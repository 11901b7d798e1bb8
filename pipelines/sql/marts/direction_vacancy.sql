-- Periods without a director since the start of the record of the team: `started_on` is the first
-- vacant day, `ended_on` the day the post is filled, NULL if it is vacant at the end of the panel.
-- A network has no post to fill after its last day.
-- readers: staff
with panel as (
    select
        network_id,
        (select max(as_of) from core.month) as as_of,
        coalesce(ended_on, date '9999-12-31') as last_on
    from core.network
),

filled_post as (
    select
        network_id,
        started_on,
        coalesce(cast(ended_on + interval '1' day as date), date '9999-12-31') as open_on
    from core.staff_contract
    where role = 'direction'
    union all
    select
        network_id,
        first_on as started_on,
        first_on as open_on
    from core.record_start
    where contract = 'equipes'
),

followed as (
    select
        network_id,
        max(open_on) over (
            partition by network_id order by started_on, open_on
        ) as vacant_from,
        lead(started_on) over (partition by network_id order by started_on, open_on) as filled_on
    from filled_post
)

select
    f.network_id,
    f.vacant_from as started_on,
    case when f.filled_on <= p.as_of then f.filled_on end as ended_on,
    days_between(
        f.vacant_from,
        least(coalesce(f.filled_on, date '9999-12-31'), cast(p.as_of + interval '1' day as date))
    ) as days
from followed as f
inner join panel as p on f.network_id = p.network_id
where
    f.vacant_from < coalesce(f.filled_on, date '9999-12-31')
    and f.vacant_from <= p.as_of
    and f.vacant_from <= p.last_on
