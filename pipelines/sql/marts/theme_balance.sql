-- Actions of networks and requests to funders, by theme, over the 12 months before each month end:
-- actions held, and projects filed (whatever their outcome). A network counts in the shares of a
-- file from its first row in it. `public_projects` are those that anybody may list.
with happened as (
    select
        network_id,
        theme,
        held_on as day,
        1 as actions,
        attendees,
        case when attendees is not null then small_firm_attendees end as small_firm_attendees,
        0 as projects,
        0 as public_projects
    from core.action
    union all
    select
        network_id,
        theme,
        labelled_on as day,
        0 as actions,
        cast(null as bigint) as attendees,
        cast(null as bigint) as small_firm_attendees,
        1 as projects,
        case when status in ('labellise', 'finance', 'acheve') then 1 else 0 end
            as public_projects
    from core.project
),

summed as (
    select
        m.as_of,
        s.scope_id as network_id,
        h.theme,
        sum(h.actions) as actions,
        sum(case when h.attendees is not null then h.actions else 0 end) as counted_actions,
        sum(h.attendees) as attendees,
        sum(h.small_firm_attendees) as small_firm_attendees,
        sum(case when h.small_firm_attendees is not null then h.attendees end) as counted_attendees,
        sum(h.projects) as projects,
        sum(h.public_projects) as public_projects,
        count(distinct case when h.projects > 0 then h.network_id end) as project_networks
    from core.month as m
    inner join happened as h on h.day > m.from_12m and h.day <= m.as_of
    inner join core.network_scope as s on h.network_id = s.network_id
    where h.theme is not null
    group by m.as_of, s.scope_id, h.theme
)

select
    as_of,
    network_id,
    theme,
    actions,
    counted_actions,
    attendees,
    small_firm_attendees,
    counted_attendees,
    small_firm_attendees / nullif(cast(counted_attendees as double), 0) as sme_share,
    projects,
    public_projects,
    project_networks,
    actions / nullif(cast(sum(actions) over (partition by as_of, network_id) as double), 0)
        as action_share,
    projects / nullif(cast(sum(projects) over (partition by as_of, network_id) as double), 0)
        as project_share
from summed
