insert into ingest.issue
select
    file_no, line, '{{ last }}', 'date_order', strftime({{ last | quoted }}, '%d/%m/%Y'),
    json_object('other', '{{ first }}', 'expected', strftime({{ first | quoted }}, '%d/%m/%Y'))
from ingest.rows_{{ contract.name }}
where {{ last | quoted }} < {{ first | quoted }};

{% if is_emptied %}
insert into ingest.emptied
select file_no, line, '{{ last }}', 'date_order'
from ingest.rows_{{ contract.name }}
where {{ last | quoted }} < {{ first | quoted }};

update ingest.rows_{{ contract.name }}
set {{ last | quoted }} = null
where {{ last | quoted }} < {{ first | quoted }};
{% endif %}
