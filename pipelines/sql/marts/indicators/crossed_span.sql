-- Intersections of two spans of a company: in a network and in another one (`shared`), a member a
-- year ago and no longer (`lost`). Spans of one fact do not overlap in a network.
with company as (
    select network_id, siren, from_on, until_on
    from indicators.stay_span
    where fact = 'company'
),

several as (
    select siren
    from company
    group by siren
    having min(network_id) <> max(network_id)
),

step as (
    select c.siren, c.from_on as as_of, 1 as step
    from company as c
    inner join several as s on c.siren = s.siren
    union all
    select c.siren, c.until_on, -1
    from company as c
    inner join several as s on c.siren = s.siren
),

moved as (
    select siren, as_of, sum(step) as step
    from step
    group by siren, as_of
),

together as (
    select
        siren,
        as_of as from_on,
        sum(step) over (partition by siren order by as_of) as networks,
        lead(as_of) over (partition by siren order by as_of) as until_on
    from moved
)

select
    c.network_id,
    c.siren,
    'shared' as fact,
    cast(null as string) as class,
    greatest(c.from_on, t.from_on) as from_on,
    least(c.until_on, t.until_on) as until_on
from company as c
inner join together as t
    on c.siren = t.siren and c.from_on < t.until_on and t.from_on < c.until_on
where t.networks > 1

union all

select
    y.network_id,
    y.siren,
    'lost',
    null,
    greatest(y.from_on, e.from_on),
    least(y.until_on, e.until_on)
from indicators.stay_span as y
inner join indicators.membership_exit as e
    on y.network_id = e.network_id and y.siren = e.siren
    and y.from_on < e.until_on and e.from_on < y.until_on
where y.fact = 'year_ago'
