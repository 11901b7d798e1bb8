-- The first of the otherwise valid rows is kept; the others refer to it.
insert into ingest.issue
with sound as (
    select r.*
    from ingest.rows_{{ contract.name }} as r
    anti join ingest.wrong_row as w on r.file_no = w.file_no and r.line = w.line
    -- A code altered by a spreadsheet is not the one that was typed: it is no duplicate.
    anti join ingest.issue as i
        on r.file_no = i.file_no and r.line = i.line and i.code like 'code_as_%'
        and i."column" in ({% for group in key %}'{{ group | join("', '") }}'{{ ", " if not loop.last }}{% endfor %})
),

ranked as (
    select
        *,
        row_number() over same_key as place,
        first_value(line) over same_key as first_line,
        first_value(file_no) over same_key as first_file
    from sound
    window same_key as (
        partition by {% for group in key %}coalesce({% for name in group %}{{ name | quoted }}{{ ", " if not loop.last }}{% endfor %}){{ ", " if not loop.last }}{% endfor %}

        order by file_no, line
    )
)

select
    k.file_no, k.line, '{{ contract.primary_key[0] }}', 'duplicate_key',
    concat_ws(' · '{% for group in key %}, coalesce({% for name in group %}ingest.spelled(k.{{ name | quoted }}){{ ", " if not loop.last }}{% endfor %}){% endfor %}),
    json_object('line', k.first_line, 'other', f.path, 'expected', '{% for group in key %}{{ group | join(" / ") }}{{ ", " if not loop.last }}{% endfor %}')
from ranked as k
inner join ingest.file as f on k.first_file = f.file_no
where k.place > 1
