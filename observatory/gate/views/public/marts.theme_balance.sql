-- All networks together, and only the projects that anybody may list one by one: the others, such as
-- a refused one, could be found by subtraction.
select
    as_of,
    network_id,
    theme,
    actions,
    attendees,
    sme_share,
    public_projects as projects,
    action_share,
    public_projects / nullif(cast(sum(public_projects) over (partition by as_of) as double), 0)
        as project_share
from published.marts.theme_balance
where network_id = '*'
