-- Projects of a network in the 24 months before a month end, latest first, among those that
-- the role sees. Parameters: as_of, network_id.
with projects as (
    select
        *,
        coalesce(labelled_on, financed_on) as dated_on
    from core.project
    where network_id = $network_id
)

select
    p.title,
    p.programme,
    p.status,
    p.dated_on,
    p.total_budget_eur,
    p.public_aid_eur
from projects as p
inner join core.month as m on m.as_of = $as_of
where p.dated_on > m.from_24m and p.dated_on <= m.as_of
order by p.dated_on desc, p.title
