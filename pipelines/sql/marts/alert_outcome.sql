-- Outcome of each alert within twelve months, from the recorded history: a balance below zero, six
-- months without a director, the end of the network, or none of these. `outcome` is NULL until the
-- twelve months are over, unless one of the three happened before; it is `unknown` if the network
-- stopped sending its balances before that.
-- readers: staff
with panel as (
    select max(as_of) as as_of
    from core.month
),

fired as (
    select
        network_id,
        rule_id,
        severity,
        fired_on,
        cleared_on,
        last_day(fired_on + interval '12' month) as judged_on
    from marts.alert_event
    where kind <> 'calendar' and not is_older_than_panel
),

break as (
    select
        network_id,
        'cash_negative' as outcome,
        month_end as broken_on
    from core.cash_month
    where balance_eur < 0
    union all
    select
        network_id,
        'direction_vacant',
        cast(started_on + interval '183' day as date)
    from marts.direction_vacancy
    where days >= 183
    union all
    select
        network_id,
        'network_ended',
        ended_on
    from core.network
    where ended_on is not null
),

first_break as (
    select
        f.network_id,
        f.rule_id,
        f.fired_on,
        b.outcome,
        b.broken_on,
        row_number() over (
            partition by f.network_id, f.rule_id, f.fired_on
            order by b.broken_on, b.outcome
        ) as place
    from fired as f
    inner join break as b
        on
            f.network_id = b.network_id
            and b.broken_on > f.fired_on
            and b.broken_on <= f.judged_on
),

last_cash as (
    select
        network_id,
        max(month_end) as known_until
    from core.cash_month
    group by network_id
)

select
    f.network_id,
    f.rule_id,
    f.severity,
    f.fired_on,
    f.judged_on,
    b.broken_on,
    case
        when b.outcome is not null then b.outcome
        when f.judged_on > p.as_of then null
        when coalesce(c.known_until, date '1900-01-01') < f.judged_on then 'unknown'
        when f.cleared_on <= f.judged_on then 'cleared'
        else 'still_open'
    end as outcome
from fired as f
cross join panel as p
left join first_break as b
    on f.network_id = b.network_id and f.rule_id = b.rule_id and f.fired_on = b.fired_on and b.place = 1
left join last_cash as c on f.network_id = c.network_id
