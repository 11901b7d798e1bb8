-- Partners of its own projects.
select *
from published.core.project_partner
where project_id in (
    select project_id from published.core.project
    where network_id = (select subject from gate.reader)
)
