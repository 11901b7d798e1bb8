-- Networks assessed at a month end: rank, level and the month from which they have had that level
-- (NULL if since the first month), and what ends first without a successor. Parameter: as_of.
with history as (
    select
        as_of,
        network_id,
        level,
        lag(level) over (partition by network_id order by as_of) as level_before,
        row_number() over (partition by network_id order by as_of) as place
    from marts.fragility
    where as_of <= $as_of
),

level_start as (
    select
        network_id,
        max(as_of) as level_since
    from history
    where place > 1 and level is distinct from level_before
    group by network_id
),

first_end as (
    select
        *,
        min(due_on) over (partition by network_id) as first_on
    from marts.alert_calendar
    where as_of = $as_of
),

calendar as (
    select
        network_id,
        first_on as due_on,
        sum(case when source = 'agreement' then 1 else 0 end) as agreements,
        sum(case when source = 'label' then 1 else 0 end) as labels,
        bool_or(coalesce(due_precision, 'jour') <> 'jour') as is_rough,
        sum(amount_eur) as amount_eur
    from first_end
    where due_on = first_on
    group by network_id, first_on
)

select
    f.network_id,
    n.name,
    f.level,
    f.rank,
    s.level_since,
    c.due_on,
    c.agreements,
    c.labels,
    c.is_rough,
    c.amount_eur
from marts.fragility as f
inner join core.network as n on f.network_id = n.network_id
left join level_start as s on f.network_id = s.network_id
left join calendar as c on f.network_id = c.network_id
where f.as_of = $as_of and n.status = 'actif'
order by f.rank, n.name
