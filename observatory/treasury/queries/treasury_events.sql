-- Instalments of one network due or paid within 12 months of a month end; what was paid later than
-- that day is not known yet.
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
    case when i.paid_on <= m.as_of then i.paid_eur end as paid_eur
from instalments as i
inner join months as m on i.due_on > m.from_36m and i.due_on <= m.to_12m
where i.network_id = $network_id
order by i.due_on, i.funder_name
