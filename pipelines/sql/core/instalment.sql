-- An instalment names a decision, not a beneficiary: where a decision is shared by several networks,
-- its instalments belong to none of them rather than to each.
with decision as (
    select
        reference,
        case when min(network_id) = max(network_id) then min(network_id) end as network_id,
        min(funder_name) as funder_name,
        min(funder_type) as funder_type
    from core.grant
    group by reference
)

select
    i.reference,
    i.rank,
    d.network_id,
    d.funder_name,
    d.funder_type,
    i.due_on,
    i.due_eur,
    i.paid_on,
    i.paid_eur
from staging.instalment as i
left join decision as d on i.reference = d.reference
