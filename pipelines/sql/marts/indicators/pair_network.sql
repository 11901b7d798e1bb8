-- Pairs of active networks, before secrecy: companies in common at the last month end and, over 24
-- months, common project partners and actions with other networks. If an action does not name the
-- other network (`silent`), the files only show a date that both recorded.
with month as (
    select as_of
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

total as (
    select
        network_id,
        count(*) filter (where kind = 'company') as companies,
        count(*) filter (where kind = 'meeting') as meetings,
        count(*) filter (where kind = 'silent') as silent
    from indicators.network_thing
    group by network_id
),

shared as (
    select
        a.network_id,
        b.network_id as other_id,
        count(*) filter (where a.kind = 'company') as companies,
        count(*) filter (where a.kind = 'partner') as partners,
        count(*) filter (where a.kind = 'silent') as silent
    from indicators.network_thing as a
    inner join indicators.network_thing as b
        on a.kind = b.kind and a.thing = b.thing and a.network_id < b.network_id
    group by a.network_id, b.network_id
)

select
    d.as_of,
    a.network_id,
    b.network_id as other_id,
    a.has_members and b.has_members as has_members,
    coalesce(ta.companies, 0) as companies,
    coalesce(tb.companies, 0) as other_companies,
    coalesce(s.companies, 0) as shared_members,
    a.has_projects and b.has_projects as has_projects,
    coalesce(s.partners, 0) as shared_partners,
    a.has_actions and b.has_actions as has_actions,
    coalesce(ta.meetings, 0) as action_count,
    coalesce(tb.meetings, 0) as other_action_count,
    coalesce(s.silent, 0) as common_date_count,
    coalesce(ta.silent, 0) as silent_count,
    coalesce(tb.silent, 0) as other_silent_count,
    coalesce(p.named_count, 0) as named_count
from network as a
inner join network as b on a.network_id < b.network_id
cross join month as d
left join total as ta on a.network_id = ta.network_id
left join total as tb on b.network_id = tb.network_id
left join shared as s on a.network_id = s.network_id and b.network_id = s.other_id
left join indicators.pair_action as p on a.network_id = p.network_id and b.network_id = p.other_id
