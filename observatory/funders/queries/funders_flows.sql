-- Who pays whom: signed and paid over the 12 months before a month end, and what is still owed.
-- Zero for a pair without an agreement or payment in the year, null for one without any instalment.
-- Parameters: as_of, funder ('*' for all).
with months as (
    select * from core.month where as_of = $as_of
),

signed as (
    select
        g.funder_name,
        g.network_id,
        sum(g.amount_eur) as signed_eur
    from core.grant as g
    inner join months as m on g.signed_on > m.from_12m and g.signed_on <= m.as_of
    group by g.funder_name, g.network_id
),

paid as (
    select
        i.funder_name,
        i.network_id,
        sum(coalesce(i.paid_eur, i.due_eur))
            filter (where i.paid_on > m.from_12m and i.paid_on <= m.as_of) as paid_eur,
        sum(
            case when i.due_on <= m.as_of then i.due_eur else 0 end
            - case
                when i.due_on <= m.as_of and i.paid_on <= m.as_of
                    then least(coalesce(i.paid_eur, i.due_eur), i.due_eur)
                else 0
            end
        ) as overdue_eur
    from core.instalment as i
    cross join months as m
    group by i.funder_name, i.network_id
),

pairs as (
    select funder_name, network_id from signed
    union
    select funder_name, network_id from paid where paid_eur > 0 or overdue_eur > 0
),

networks as (
    select * from core.network
)

select
    p.funder_name,
    p.network_id,
    n.name,
    coalesce(s.signed_eur, 0) as signed_eur,
    case when d.network_id is not null then coalesce(d.paid_eur, 0) end as value,
    d.overdue_eur
from pairs as p
inner join networks as n on p.network_id = n.network_id
left join signed as s on p.funder_name = s.funder_name and p.network_id = s.network_id
left join paid as d on p.funder_name = d.funder_name and p.network_id = d.network_id
where $funder in ('*', p.funder_name)
order by d.paid_eur desc nulls last, s.signed_eur desc nulls last, p.funder_name, n.name
