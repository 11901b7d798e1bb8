insert into ingest.issue
select {{ number }}, f.line, '{{ column }}', cell.code, f.{{ text }}, cell.facts
from {{ table }} as f
inner join cell on f.{{ text }} = cell.text
where cell.code is not null;

{% if is_optional %}
insert into ingest.emptied
select {{ number }}, f.line, '{{ column }}', cell.code
from {{ table }} as f
inner join cell on f.{{ text }} = cell.text
where cell.code is not null and cell.value is null;
{% endif %}
