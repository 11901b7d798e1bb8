-- `sentence`: (column, code, value, facts) → message. Only the issues that set rows aside.
insert into quality.rejects
with raw_row as (
    select line, json_object({{ pairs }}) as raw
    from {{ table }}
    union all
    select line, raw
    from ingest.bad_row
    where file_no = {{ number }}
)

select
    f.path, i.line, '{{ contract.name }}', i."column", i.code, s.message, i.severity, r.raw
from ingest.told as i
inner join ingest.file as f on i.file_no = f.file_no
inner join raw_row as r on i.line = r.line
inner join sentence as s
    on i."column" is not distinct from s."column" and i.code = s.code
    and i.value is not distinct from s.value and i.facts = s.facts
    and i.severity = s.severity
where i.file_no = {{ number }} and i.severity = 'error'
order by i.line, i."column", i.code
