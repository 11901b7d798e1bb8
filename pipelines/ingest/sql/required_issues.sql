insert into ingest.issue
select {{ number }}, line, '{{ column }}', 'required_missing', {{ text }}, '{}'
from {{ table }}
where {{ column | quoted }} is null and ingest.clean({{ text }}) is null
