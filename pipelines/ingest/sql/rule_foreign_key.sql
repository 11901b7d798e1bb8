{% set pointed %}{% if separator %}list_contains(string_split(r.{{ column | quoted }}, '{{ separator }}'), u.value){% else %}r.{{ column | quoted }} = u.value{% endif %}{% endset %}
-- `unknown`: value, facts; registered by the caller, with the nearest known value.
insert into ingest.issue
select r.file_no, r.line, '{{ column }}', '{{ code }}', r.{{ column | quoted }}, u.facts
from ingest.rows_{{ contract.name }} as r
inner join unknown as u on {{ pointed }};

{% if is_emptied %}
insert into ingest.emptied
select r.file_no, r.line, '{{ column }}', '{{ code }}'
from ingest.rows_{{ contract.name }} as r
inner join unknown as u on {{ pointed }};

update ingest.rows_{{ contract.name }} as r
set {{ column | quoted }} = null
from unknown as u
where {{ pointed }};
{% endif %}
