-- Rows of all files of a contract.
create or replace table ingest.rows_{{ contract.name }} (
    file_no bigint, line bigint
{% for spec in contract.fields %}
    , {{ spec.name | quoted }} {{ spec.sql_type }}
{% endfor %}
)
