-- Row counts of a contract by network: before, and those a change adds, changes, removes and keeps.
with old as (
    select coalesce(network, '*') as network, count(*) as before
    from before.{{ contract.name }}
    group by all
),

moved as (
    select
        network,
        count(*) filter (where change = 'added') as added,
        count(*) filter (where change = 'changed') as changed,
        count(*) filter (where change = 'gone') as gone
    from found_changes
    group by network
)

select
    '{{ contract.name }}' as contract,
    coalesce(o.network, m.network) as network,
    coalesce(o.before, 0) as before,
    coalesce(m.added, 0) as added,
    coalesce(m.changed, 0) as changed,
    coalesce(m.gone, 0) as gone,
    coalesce(o.before, 0) - coalesce(m.changed, 0) - coalesce(m.gone, 0) as kept
from old as o
full outer join moved as m on o.network = m.network
order by network
