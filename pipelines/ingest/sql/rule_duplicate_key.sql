-- The first of the rows that are otherwise right is kept; the others point to it.
insert into ingest.issue
with sound as (
    select r.*
    from ingest.rows_{{ contract.name }} as r
    anti join ingest.wrong_row as w on r.file_no = w.file_no and r.line = w.line
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
    concat_ws(' · '{% for group in key %}, coalesce({% for name in group %}cast(k.{{ name | quoted }} as varchar){{ ", " if not loop.last }}{% endfor %}){% endfor %}),
    json_object('line', k.first_line, 'other', f.path, 'expected', '{{ contract.primary_key | join(", ") }}')
from ranked as k
inner join ingest.file as f on k.first_file = f.file_no
where k.place > 1
