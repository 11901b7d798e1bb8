-- Actions of networks and projects submitted to funders, by theme. Parameters: as_of, network_id.
select
    theme,
    actions,
    attendees,
    sme_share,
    projects,
    action_share as value,
    project_share
from marts.theme_balance
where as_of = $as_of and network_id = $network_id
order by action_share desc, theme
