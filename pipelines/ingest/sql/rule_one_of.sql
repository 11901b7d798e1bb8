{% set here %}{% for name in group %}'{{ name }}'{{ ", " if not loop.last }}{% endfor %}{% endset %}
-- A fault in one column does not set the row aside if another one identifies it.
insert into ingest.emptied
select i.file_no, i.line, i."column", i.code
from ingest.told as i
inner join ingest.rows_{{ contract.name }} as r on i.file_no = r.file_no and i.line = r.line
where
    i."column" in ({{ here }})
    and i.severity = 'error'
    and coalesce({% for name in group %}r.{{ name | quoted }}{{ ", " if not loop.last }}{% endfor %}) is not null;

-- An identifier that is present but invalid already has its own error.
insert into ingest.issue
select
    r.file_no, r.line, '{{ group[0] }}', 'one_of_missing', null,
    json_object('expected', '{{ group | join(", ") }}')
from ingest.rows_{{ contract.name }} as r
where {% for name in group %}r.{{ name | quoted }} is null{{ " and " if not loop.last }}{% endfor %}

    and not exists (
        select 1
        from ingest.told as i
        where i.file_no = r.file_no and i.line = r.line and i.severity = 'error'
            and i."column" in ({{ here }})
    );
