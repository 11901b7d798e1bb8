insert into ingest.rows_{{ contract.name }}
select
    {{ number }} as file_no, line
{% for spec in contract.fields %}
    , {{ spec.name | quoted }}
{% endfor %}
from {{ table }}
