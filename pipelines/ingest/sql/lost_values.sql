-- A cell whose value is lost becomes empty, and its own issue replaces any other. `lost_cell` has
-- the rows of `ingest.issue` for one column.
update {{ table }}
set {{ column | quoted }} = null
{% if into %}
    , {{ into | quoted }} = null
{% endif %}
where line in (select line from lost_cell);
delete from ingest.issue
where file_no = {{ number }} and "column" = '{{ column }}' and line in (select line from lost_cell);
insert into ingest.issue select file_no, line, "column", code, value, facts from lost_cell;
