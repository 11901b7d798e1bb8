with known as (
    select
        m.as_of,
        a.network_id,
        sum(case when a.held_on > m.from_12m then 1 else 0 end) as actions,
        sum(case when a.held_on > m.from_12m and a.theme = 'rh' then 1 else 0 end) as hr_actions,
        sum(case when a.held_on > m.from_12m and a.theme = 'transition_ecologique' then 1 else 0 end)
            as transition_actions,
        sum(case when a.held_on > m.from_12m and a.theme = 'interclustering' then 1 else 0 end)
            as interclustering_actions,
        coalesce(
            sum(case when a.held_on > m.from_12m and a.attendees is not null
                then a.small_firm_attendees end), 0
        ) as small_firm_attendees,
        coalesce(
            sum(
                case
                    when a.held_on > m.from_12m and a.small_firm_attendees is not null
                        then a.attendees
                end
            ), 0
        ) as counted_attendees
    from core.month as m
    inner join core.action as a on a.held_on <= m.as_of
    group by m.as_of, a.network_id
)

select
    as_of,
    network_id,
    'hr_action_share' as indicator_id,
    cast(hr_actions as double) as numerator,
    cast(actions as double) as denominator,
    actions as n
from known

union all

select
    as_of,
    network_id,
    'transition_action_share' as indicator_id,
    transition_actions as numerator,
    actions as denominator,
    actions as n
from known

union all

select
    as_of,
    network_id,
    'interclustering_actions_12m' as indicator_id,
    interclustering_actions as numerator,
    cast(null as double) as denominator,
    actions as n
from known

union all

select
    as_of,
    network_id,
    'sme_attendee_share_12m' as indicator_id,
    small_firm_attendees as numerator,
    counted_attendees as denominator,
    counted_attendees as n
from known
