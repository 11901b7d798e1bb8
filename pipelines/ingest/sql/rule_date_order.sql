insert into ingest.issue
select
    file_no, line, '{{ last }}', 'date_order', strftime({{ last | quoted }}, '%d/%m/%Y'),
    json_object('other', '{{ first }}', 'expected', strftime({{ first | quoted }}, '%d/%m/%Y'))
from ingest.rows_{{ contract.name }}
where {{ last | quoted }} < {{ first | quoted }}
