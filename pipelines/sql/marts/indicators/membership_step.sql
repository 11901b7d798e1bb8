-- Companies that start (+1) or stop (−1) counting in a scope at a month end: the cumulated sum of
-- steps is the count. All networks together count a company once, but its entries and exits once
-- per network. Most companies have one span of a fact: the others are few to put in order.
with panel as (
    select
        min(as_of) as first_on,
        max(as_of) as last_on
    from core.month
),

span as (
    select network_id, siren, fact, class, from_on, until_on from indicators.stay_span
    union all
    select network_id, siren, fact, class, from_on, until_on from indicators.spell_span
    union all
    select network_id, siren, fact, class, from_on, until_on from indicators.crossed_span
),

seen as (
    select
        s.scope_id,
        case when n.fact in ('join', 'leave') then n.network_id else '*' end as counted_by,
        n.siren,
        n.fact,
        n.class,
        greatest(n.from_on, p.first_on) as from_on,
        n.until_on,
        p.last_on
    from span as n
    cross join panel as p
    inner join core.network_scope as s on n.network_id = s.network_id
    where n.from_on <= p.last_on and n.until_on > p.first_on
),

whole as (
    select
        scope_id,
        counted_by,
        siren,
        fact,
        class,
        min(from_on) as from_on,
        max(until_on) as until_on,
        max(last_on) as last_on,
        count(*) as spans
    from seen
    group by scope_id, counted_by, siren, fact, class
),

again as (
    select n.scope_id, n.counted_by, n.siren, n.fact, n.class, n.from_on, n.until_on, n.last_on
    from seen as n
    inner join whole as w
        on n.scope_id = w.scope_id and n.counted_by = w.counted_by and n.siren = w.siren
        and n.fact = w.fact and coalesce(n.class, '') = coalesce(w.class, '')
    where w.spans > 1
),

bound as (
    select scope_id, counted_by, siren, fact, class, from_on as as_of, 1 as step
    from again
    union all
    select scope_id, counted_by, siren, fact, class, until_on, -1
    from again where until_on <= last_on
),

moved as (
    select scope_id, counted_by, siren, fact, class, as_of, sum(step) as step
    from bound
    group by scope_id, counted_by, siren, fact, class, as_of
    having sum(step) <> 0
),

-- A company with overlapping spans counts as long as one of them lasts.
running as (
    select
        *,
        sum(step) over (
            partition by scope_id, counted_by, siren, fact, class order by as_of
        ) as spans
    from moved
)

select from_on as as_of, scope_id as network_id, siren, fact, class, 1 as step
from whole where spans = 1
union all
select until_on, scope_id, siren, fact, class, -1
from whole where spans = 1 and until_on <= last_on
union all
select as_of, scope_id, siren, fact, class, case when spans > 0 then 1 else -1 end
from running
where (spans > 0) <> (spans > step)
