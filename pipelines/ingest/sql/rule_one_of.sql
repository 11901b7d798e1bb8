-- An identifier that is there but wrong has its own issue already.
insert into ingest.issue
select
    r.file_no, r.line, '{{ group[0] }}', 'one_of_missing', null,
    json_object('expected', '{{ group | join(", ") }}')
from ingest.rows_{{ contract.name }} as r
where {% for name in group %}r.{{ name | quoted }} is null{{ " and " if not loop.last }}{% endfor %}

    and not exists (
        select 1
        from ingest.issue as i
        where i.file_no = r.file_no and i.line = r.line
            and i."column" in ({% for name in group %}'{{ name }}'{{ ", " if not loop.last }}{% endfor %})
    )
