-- Each instalment due and unpaid at a month end, oldest first, including the rest of those paid in
-- part. Parameters: as_of, funder ('*' for all).
with due as (
    select
        i.funder_name,
        i.network_id,
        i.reference,
        i.due_on,
        i.due_eur,
        i.due_eur - case
            when i.paid_on <= $as_of then least(coalesce(i.paid_eur, i.due_eur), i.due_eur) else 0
        end as value
    from core.instalment as i
    where i.due_on <= $as_of and i.network_id is not null
),

networks as (
    select * from core.network
)

select
    d.funder_name,
    d.network_id,
    n.name,
    d.reference,
    d.due_on,
    date_diff('day', d.due_on, cast($as_of as date)) as days,
    d.due_eur,
    d.value
from due as d
inner join networks as n on d.network_id = n.network_id
where d.value > 0 and $funder in ('*', d.funder_name)
order by d.due_on, d.value desc, n.name, d.funder_name
