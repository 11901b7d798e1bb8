-- Periods with nobody in the direction since the record of the team begins, the last one open
-- (`ended_on` NULL) when the post is vacant at the end of the panel. The day a contract ends is vacant.
with panel as (
    select max(as_of) as as_of from core.month
),

held as (
    select
        network_id,
        started_on,
        coalesce(ended_on, date '9999-12-31') as ended_on
    from core.staff_contract
    where role = 'direction'
    union all
    select
        network_id,
        first_on as started_on,
        first_on as ended_on
    from core.record_start
    where contract = 'equipes'
),

followed as (
    select
        network_id,
        max(ended_on) over (
            partition by network_id order by started_on, ended_on
        ) as vacant_from,
        lead(started_on) over (partition by network_id order by started_on, ended_on) as filled_on
    from held
)

select
    f.network_id,
    f.vacant_from as started_on,
    case when f.filled_on <= p.as_of then f.filled_on end as ended_on,
    days_between(f.vacant_from, least(coalesce(f.filled_on, p.as_of), p.as_of)) as days
from followed as f
cross join panel as p
where
    f.vacant_from < coalesce(f.filled_on, date '9999-12-31')
    and f.vacant_from < p.as_of
    and f.vacant_from < least(coalesce(f.filled_on, p.as_of), p.as_of)
