-- What each funder signed, owed and paid to each network over a quarter, and what it still owes at
-- its end. Parameters: since (day before the quarter), until (its last day), funder ('*' for all).
with signed as (
    select
        g.funder_name,
        g.network_id,
        sum(g.amount_eur)
            filter (where g.signed_on > $since and g.signed_on <= $until) as signed_eur,
        count(*) filter (where g.signed_on <= $until and g.ended_on > $since) as running
    from core.grant as g
    group by g.funder_name, g.network_id
),

instalments as (
    select
        i.funder_name,
        i.network_id,
        sum(i.due_eur) filter (where i.due_on > $since and i.due_on <= $until) as due_eur,
        sum(coalesce(i.paid_eur, i.due_eur))
            filter (where i.paid_on > $since and i.paid_on <= $until) as paid_eur,
        sum(
            i.due_eur - case
                when i.paid_on <= $until then least(coalesce(i.paid_eur, i.due_eur), i.due_eur)
                else 0
            end
        ) filter (where i.due_on <= $until) as overdue_eur,
        count(*) as known
    from core.instalment as i
    where i.network_id is not null and i.signed_on <= $until
    group by i.funder_name, i.network_id
),

pairs as (
    select funder_name, network_id from signed where running > 0 or signed_eur is not null
    union
    select funder_name, network_id from instalments
    where due_eur is not null or paid_eur is not null or overdue_eur > 0
),

networks as (
    select * from core.network
)

select
    p.funder_name,
    p.network_id,
    n.name,
    s.signed_eur,
    d.due_eur,
    d.paid_eur,
    case when d.known > 0 then coalesce(d.overdue_eur, 0) end as overdue_eur
from pairs as p
inner join networks as n on p.network_id = n.network_id
left join signed as s on p.funder_name = s.funder_name and p.network_id = s.network_id
left join instalments as d on p.funder_name = d.funder_name and p.network_id = d.network_id
where $funder in ('*', p.funder_name)
order by p.funder_name, n.name
