-- A project that was filed and refused is the affair of its partners.
select * exclude (project_id)
from published.core.project
where status in ('labellise', 'finance', 'acheve')
