-- Distinct texts left by the fast pass: not blank, and without a value yet.
select distinct {{ text }}
from {{ table }}
where {{ column | quoted }} is null and {{ text }} <> '' and ingest.clean({{ text }}) is not null
