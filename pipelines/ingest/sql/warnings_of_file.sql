insert into quality.warnings
select
    f.path, i.line, '{{ contract.name }}', i."column", i.code, s.message, c.severity
from ingest.issue as i
inner join ingest.code as c on i.code = c.code and c.severity = 'warning'
inner join ingest.file as f on i.file_no = f.file_no
inner join sentence as s
    on i."column" is not distinct from s."column" and i.code = s.code
    and i.value is not distinct from s.value and i.facts = s.facts
where i.file_no = {{ number }}
order by i.line, i."column", i.code
