create schema if not exists before;
create or replace table before.{{ contract.name }} as from raw.{{ contract.name }}
