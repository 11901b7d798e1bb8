-- A return within 90 days is not an exit, so that such stays form one spell, on which flows are
-- counted. Days of absence start on the day after `left_on`, the last day.
-- readers: staff
with ordered as (
    select
        *,
        lag(left_on) over (partition by network_id, siren order by joined_on) as left_before
    from core.membership
    where college = 'entreprise'
),

numbered as (
    select
        *,
        sum(case when days_between(left_before, joined_on) <= 91 then 0 else 1 end) over (
            partition by network_id, siren
            order by joined_on
            rows between unbounded preceding and current row
        ) as spell
    from ordered
),

ranked as (
    select
        *,
        row_number() over (
            partition by network_id, siren, spell order by joined_on desc
        ) as from_last
    from numbered
)

select
    network_id,
    siren,
    min(joined_on) as started_on,
    max(case when from_last = 1 then left_on end) as ended_on,
    max(case when from_last = 1 then leave_reason end) as leave_reason
from ranked
group by network_id, siren, spell
