-- Arrivals of a new director or president. A person who returns to a post that nobody else has held
-- since, or signs a new contract for it, is not a new holder; two people who arrive together are
-- one change; the first known holder is not a change.
-- readers: staff
with holder as (
    select
        network_id,
        'direction' as post,
        agent_id as holder_id,
        started_on,
        ended_on
    from core.staff_contract
    where role = 'direction'

    union all

    select
        network_id,
        'presidence' as post,
        seat_id as holder_id,
        started_on,
        ended_on
    from core.board_seat
    where role = 'presidence'
),

compared as (
    select
        *,
        lag(holder_id) over (
            partition by network_id, post order by started_on, holder_id
        ) as holder_before,
        min(started_on) over (partition by network_id, post) as first_started_on
    from holder
)

select distinct
    network_id,
    post,
    started_on as changed_on
from compared as c
where
    holder_id <> holder_before
    and started_on > first_started_on
    and not exists (
        select 1
        from holder as h
        where
            h.network_id = c.network_id
            and h.post = c.post
            and h.holder_id = c.holder_id
            and h.started_on < c.started_on
            and days_between(coalesce(h.ended_on, date '9999-12-31'), c.started_on) <= 32
    )
