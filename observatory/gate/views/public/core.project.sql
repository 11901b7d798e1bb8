-- A project that was filed and refused concerns only its partners.
select * exclude (project_id)
from published.core.project
where status in ('labellise', 'finance', 'acheve')
