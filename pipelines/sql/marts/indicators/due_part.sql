-- Amounts due at each month end, one row for the paid part of an instalment and one for the rest:
-- `is_last_part` counts the instalments, whose references and ranks are not unique. A later payment
-- was not known then; unpaid amounts, including the rest of an instalment paid in part, run until
-- the month end.
with due as (
    select
        m.as_of,
        m.from_24m,
        i.network_id,
        i.funder_type,
        i.funder_name,
        i.due_on,
        i.paid_on,
        i.due_eur,
        case when i.paid_on <= m.as_of then least(i.paid_eur, i.due_eur) else 0 end as paid_eur
    from core.month as m
    inner join core.instalment as i on i.due_on <= m.as_of
    where i.network_id is not null
)

select
    as_of,
    network_id,
    funder_type,
    funder_name,
    due_on > from_24m as is_recent,
    false as is_unpaid,
    paid_eur >= due_eur as is_last_part,
    paid_eur as part_eur,
    days_between(due_on, paid_on) as delay_days
from due
where paid_eur > 0

union all

select
    as_of,
    network_id,
    funder_type,
    funder_name,
    due_on > from_24m as is_recent,
    true as is_unpaid,
    true as is_last_part,
    due_eur - paid_eur as part_eur,
    days_between(due_on, as_of) as delay_days
from due
where due_eur > paid_eur
