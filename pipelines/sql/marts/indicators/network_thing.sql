-- Items of each network at the last month end, without duplicates: companies and, over 24 months,
-- project partners, dates of actions with another network, and those without the name of the other.
with month as (
    select as_of, from_24m
    from core.month
    where as_of = (select max(as_of) from core.month)
)

select distinct
    m.network_id,
    'company' as kind,
    m.siren as thing
from core.membership_period as m
where m.until_on is null and m.college = 'entreprise'
union all
select distinct
    p.network_id,
    'partner' as kind,
    r.siren as thing
from core.project as p
cross join month as d
inner join core.project_partner as r on p.project_id = r.project_id
where
    p.status in ('labellise', 'finance', 'acheve')
    and coalesce(p.labelled_on, p.financed_on) > d.from_24m
    and coalesce(p.labelled_on, p.financed_on) <= d.as_of
    and r.siren is not null
union all
select distinct
    a.network_id,
    'meeting' as kind,
    cast(a.held_on as string) as thing
from core.action as a
cross join month as d
where a.theme = 'interclustering' and a.held_on > d.from_24m and a.held_on <= d.as_of
union all
select distinct
    a.network_id,
    'silent' as kind,
    cast(a.held_on as string) as thing
from core.action as a
cross join month as d
where
    a.theme = 'interclustering'
    and a.held_on > d.from_24m
    and a.held_on <= d.as_of
    and a.associated_networks is null
