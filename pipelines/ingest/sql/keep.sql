-- Rows that are kept: those without an error.
create or replace table raw.{{ contract.name }} as
select
{% for spec in contract.fields %}
    r.{{ spec.name | quoted }},
{% endfor %}
    f.path as source_file,
    r.line as source_line
from ingest.rows_{{ contract.name }} as r
inner join ingest.file as f on r.file_no = f.file_no
anti join ingest.wrong_row as w on r.file_no = w.file_no and r.line = w.line
order by r.file_no, r.line
