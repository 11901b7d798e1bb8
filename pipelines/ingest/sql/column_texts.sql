-- Distinct texts of a column, whatever was made of them.
select distinct {{ text }}
from {{ table }}
where ingest.clean({{ text }}) is not null
