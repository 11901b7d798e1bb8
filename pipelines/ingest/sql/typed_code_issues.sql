-- A cell whose text had the same remark already is told once.
insert into ingest.issue
select {{ number }}, t.line, t."column", t.code, t.value, t.facts
from typed_code as t
anti join ingest.issue as i
    on i.file_no = {{ number }} and t.line = i.line and t."column" = i."column" and t.code = i.code
