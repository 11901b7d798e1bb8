insert into ingest.issue
select {{ number }}, f.line, '{{ column }}', cell.code, f.{{ text }}, cell.facts
from {{ table }} as f
inner join cell on f.{{ text }} = cell.text
where cell.code is not null
