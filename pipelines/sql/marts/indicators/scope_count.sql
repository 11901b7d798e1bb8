-- Companies of each fact and class in a scope at each month end; no row where there are none.
with changed as (
    select
        as_of,
        network_id,
        fact,
        class,
        sum(step) as step
    from indicators.membership_step
    group by as_of, network_id, fact, class
),

running as (
    select
        network_id,
        fact,
        class,
        as_of as from_on,
        sum(step) over (partition by network_id, fact, class order by as_of) as companies,
        lead(as_of) over (partition by network_id, fact, class order by as_of) as until_on
    from changed
)

select
    m.as_of,
    r.network_id,
    r.fact,
    r.class,
    cast(r.companies as bigint) as companies
from running as r
inner join core.month as m
    on m.as_of >= r.from_on and (r.until_on is null or m.as_of < r.until_on)
where r.companies > 0
