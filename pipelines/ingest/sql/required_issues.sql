insert into ingest.issue
select {{ number }}, line, '{{ column }}', 'required_missing', {{ text }}, '{}'
from {{ table }}
where ingest.clean({{ text }}) is null
