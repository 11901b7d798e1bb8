select
    partner.project_id,
    partner.siren,
    partner.role
from published.core.project_partner as partner
inner join published.core.project as project on partner.project_id = project.project_id
where project.status in ('labellise', 'finance', 'acheve')
