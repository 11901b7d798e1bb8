-- A cell whose text already has the same issue is reported once.
insert into ingest.issue
select {{ number }}, t.line, t."column", t.code, t.value, t.facts
from typed_code as t
anti join ingest.issue as i
    on i.file_no = {{ number }} and t.line = i.line and t."column" = i."column" and t.code = i.code
