-- Distinct texts of a column, whether they have a value or not.
select distinct {{ text }}
from {{ table }}
where ingest.clean({{ text }}) is not null
