-- Each rule of the stage with its measure, and what is missing to pass it.
-- readers: staff
with measure as (
    select
        m.as_of,
        n.network_id,
        'age_months' as measure,
        case when n.created_on <= m.as_of then months_between_dates(n.created_on, m.as_of) end as value
    from core.month as m
    cross join core.network as n

    union all

    select
        as_of,
        network_id,
        indicator_id as measure,
        case when status = 'ok' then value end as value
    from marts.indicator_values
    where network_id <> '*'
)

select
    m.as_of,
    m.network_id,
    m.measure,
    m.value,
    r.launch_below,
    r.growth_from,
    m.value < r.launch_below as is_launch,
    m.value >= r.growth_from as is_growth,
    case
        when m.value < r.launch_below then r.launch_below - m.value
        when m.value >= r.launch_below then 0
    end as gap_to_leave_launch,
    case
        when m.value < r.growth_from then r.growth_from - m.value
        when m.value >= r.growth_from then 0
    end as gap_to_growth
from measure as m
inner join reference.stage_rule as r on m.measure = r.measure
inner join core.network as n on m.network_id = n.network_id
where
    (n.created_on is null or n.created_on <= m.as_of)
    and (n.ended_on is null or n.ended_on >= m.as_of)
