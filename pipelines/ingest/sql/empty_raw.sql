create or replace table raw.{{ contract.name }} (
{% for spec in contract.fields %}
    {{ spec.name | quoted }} {{ spec.sql_type }},
{% endfor %}
    source_file varchar,
    source_line bigint
)
