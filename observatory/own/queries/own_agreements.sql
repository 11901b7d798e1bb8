-- Agreements that are running or overdue at a month end, with the amounts paid and late. A funder
-- sees only its own. An instalment of one purpose belongs to the agreement of that purpose.
-- Parameters: as_of, funder ('*' for all).
with paid as (
    select
        g.reference,
        g.network_id,
        g.funder_name,
        g.purpose,
        sum(case when i.paid_on <= $as_of then coalesce(i.paid_eur, i.due_eur) else 0 end)
            as paid_eur,
        sum(
            case
                when i.due_on > $as_of then 0
                when i.paid_on <= $as_of
                    then i.due_eur - least(coalesce(i.paid_eur, i.due_eur), i.due_eur)
                else i.due_eur
            end
        ) as overdue_eur,
        min(i.due_on) filter (where i.due_on <= $as_of and (i.paid_on is null or i.paid_on > $as_of))
            as late_since
    from (select distinct reference, network_id, funder_name, purpose from core.grant) as g
    inner join core.instalment as i
        on
            g.reference = i.reference
            and g.network_id = i.network_id
            and g.funder_name = i.funder_name
            and (i.purpose is null or g.purpose = i.purpose)
    group by g.reference, g.network_id, g.funder_name, g.purpose
)

select
    n.network_id,
    n.name,
    g.funder_name,
    g.reference,
    g.purpose,
    g.signed_on,
    g.ended_on,
    g.amount_eur,
    p.paid_eur,
    coalesce(p.overdue_eur, 0) as overdue_eur,
    p.late_since,
    date_diff('day', p.late_since, cast($as_of as date)) as late_days
from core.grant as g
inner join core.network as n on g.network_id = n.network_id
left join paid as p
    on
        g.reference = p.reference
        and g.network_id = p.network_id
        and g.funder_name = p.funder_name
        and g.purpose is not distinct from p.purpose
where
    g.signed_on <= $as_of
    and (g.ended_on is null or g.ended_on >= $as_of or p.overdue_eur > 0)
    and $funder in ('*', g.funder_name)
order by p.overdue_eur > 0 desc nulls last, p.late_since, g.ended_on, n.name, g.reference
