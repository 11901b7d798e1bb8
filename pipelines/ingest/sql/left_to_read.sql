-- Distinct texts that the fast pass left: not blank, and no value yet.
select distinct {{ text }}
from {{ table }}
where {{ column | quoted }} is null and {{ text }} <> '' and ingest.clean({{ text }}) is not null
