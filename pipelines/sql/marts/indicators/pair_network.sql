-- Two networks in activity side by side, before secrecy: companies in common at the last month end,
-- and over 24 months partners of projects in common and actions with other networks. An action does
-- not name the other network: a date that both noted is all that a file can show of a common one.
with month as (
    select as_of, from_24m
    from core.month
    where as_of = (select max(as_of) from core.month)
),

network as (
    select
        n.network_id,
        n.network_id in (select network_id from core.membership) as has_members,
        n.network_id in (select network_id from core.project) as has_projects,
        n.network_id in (select network_id from core.action) as has_actions
    from core.network as n
    where n.status = 'actif'
),

company as (
    select distinct
        m.network_id,
        m.siren
    from core.membership_month as m
    inner join month as d on m.as_of = d.as_of
    where m.college = 'entreprise'
),

partner as (
    select distinct
        p.network_id,
        r.siren
    from core.project as p
    cross join month as d
    inner join core.project_partner as r on p.project_id = r.project_id
    where
        p.status in ('labellise', 'finance', 'acheve')
        and coalesce(p.labelled_on, p.financed_on) > d.from_24m
        and coalesce(p.labelled_on, p.financed_on) <= d.as_of
        and r.siren is not null
),

meeting as (
    select distinct
        a.network_id,
        a.held_on
    from core.action as a
    cross join month as d
    where a.theme = 'interclustering' and a.held_on > d.from_24m and a.held_on <= d.as_of
),

shared_company as (
    select
        a.network_id,
        b.network_id as other_id,
        count(*) as shared
    from company as a
    inner join company as b on a.siren = b.siren and a.network_id < b.network_id
    group by a.network_id, b.network_id
),

shared_partner as (
    select
        a.network_id,
        b.network_id as other_id,
        count(*) as shared
    from partner as a
    inner join partner as b on a.siren = b.siren and a.network_id < b.network_id
    group by a.network_id, b.network_id
),

shared_meeting as (
    select
        a.network_id,
        b.network_id as other_id,
        count(*) as shared
    from meeting as a
    inner join meeting as b on a.held_on = b.held_on and a.network_id < b.network_id
    group by a.network_id, b.network_id
),

companies as (
    select network_id, count(*) as total from company group by network_id
),

meetings as (
    select network_id, count(*) as total from meeting group by network_id
)

select
    d.as_of,
    a.network_id,
    b.network_id as other_id,
    a.has_members and b.has_members as has_members,
    coalesce(ca.total, 0) as companies,
    coalesce(cb.total, 0) as other_companies,
    coalesce(sc.shared, 0) as shared_members,
    a.has_projects and b.has_projects as has_projects,
    coalesce(sp.shared, 0) as shared_partners,
    a.has_actions and b.has_actions as has_actions,
    coalesce(ma.total, 0) as action_count,
    coalesce(mb.total, 0) as other_action_count,
    coalesce(sm.shared, 0) as common_date_count
from network as a
inner join network as b on a.network_id < b.network_id
cross join month as d
left join companies as ca on a.network_id = ca.network_id
left join companies as cb on b.network_id = cb.network_id
left join meetings as ma on a.network_id = ma.network_id
left join meetings as mb on b.network_id = mb.network_id
left join shared_company as sc on a.network_id = sc.network_id and b.network_id = sc.other_id
left join shared_partner as sp on a.network_id = sp.network_id and b.network_id = sp.other_id
left join shared_meeting as sm on a.network_id = sm.network_id and b.network_id = sm.other_id
