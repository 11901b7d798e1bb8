-- `unknown`: value, facts; made by the caller, who looked for the nearest known value.
insert into ingest.issue
select r.file_no, r.line, '{{ column }}', '{{ code }}', r.{{ column | quoted }}, u.facts
from ingest.rows_{{ contract.name }} as r
inner join unknown as u
    on {% if separator %}list_contains(string_split(r.{{ column | quoted }}, '{{ separator }}'), u.value){% else %}r.{{ column | quoted }} = u.value{% endif %}

