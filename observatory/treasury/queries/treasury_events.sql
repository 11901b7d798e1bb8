-- Instalments of one network due or paid within 12 months of a month end; payments after
-- that date are not known yet. An amount due by then and not fully paid is overdue.
-- Parameters: as_of, network_id.
with instalments as (
    select * from core.instalment
),

months as (
    select * from core.month where as_of = $as_of
)

select
    i.funder_name,
    i.due_on,
    i.due_eur,
    case when i.paid_on <= m.as_of then i.paid_on end as paid_on,
    case when i.paid_on <= m.as_of then i.paid_eur end as paid_eur,
    case
        when i.due_on > m.as_of then null
        when i.paid_on > m.as_of or i.paid_on is null then i.due_eur
        when i.paid_eur < i.due_eur then i.due_eur - i.paid_eur
    end as overdue_eur
from instalments as i
inner join months as m on i.due_on > m.from_36m and i.due_on <= m.to_12m
where i.network_id = $network_id
order by i.due_on, i.funder_name
