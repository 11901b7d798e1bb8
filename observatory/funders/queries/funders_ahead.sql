-- Instalments that fall due and agreements that end in the 12 months after a month end.
-- Parameters: as_of, funder ('*' for all).
with months as (
    select * from core.month where as_of = $as_of
),

coming as (
    select
        'échéance' as kind,
        i.due_on as day,
        i.funder_name,
        i.network_id,
        i.due_eur as amount_eur
    from core.instalment as i
    inner join months as m
        on i.due_on > m.as_of and i.due_on <= m.to_12m and i.signed_on <= m.as_of
    where i.paid_on is null or i.paid_on > m.as_of
    union all
    select
        'fin de convention' as kind,
        g.ended_on as day,
        g.funder_name,
        g.network_id,
        g.amount_eur
    from core.grant as g
    inner join months as m
        on
            g.signed_on <= m.as_of and g.started_on <= m.as_of
            and g.ended_on >= m.as_of and g.ended_on <= m.to_12m
)

select
    c.kind,
    c.day,
    c.funder_name,
    c.network_id,
    n.name,
    c.amount_eur
from coming as c
inner join core.network as n on c.network_id = n.network_id
where $funder in ('*', c.funder_name)
order by c.day, c.kind, c.funder_name, n.name
