-- A cell whose value is lost has none, and its own remark in the place of any other. `lost_cell`
-- holds the rows of `ingest.issue` for one column.
update {{ table }}
set {{ column | quoted }} = null
{% if into %}
    , {{ into | quoted }} = null
{% endif %}
where line in (select line from lost_cell);
delete from ingest.issue
where file_no = {{ number }} and "column" = '{{ column }}' and line in (select line from lost_cell);
insert into ingest.issue select file_no, line, "column", code, value, facts from lost_cell;
