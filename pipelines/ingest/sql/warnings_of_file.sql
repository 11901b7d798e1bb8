insert into quality.warnings
select
    f.path, i.line, '{{ contract.name }}', i."column", i.code, s.message, i.severity
from ingest.told as i
inner join ingest.file as f on i.file_no = f.file_no
inner join sentence as s
    on i."column" is not distinct from s."column" and i.code = s.code
    and i.value is not distinct from s.value and i.facts = s.facts
    and i.severity = s.severity
where i.file_no = {{ number }} and i.severity = 'warning'
order by i.line, i."column", i.code
