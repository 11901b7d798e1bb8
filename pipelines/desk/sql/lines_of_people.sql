-- Lines of a file that remain after removing the people who had left. Parameter: the file.
select
    {% for field in contract.fields %}
    {{ field.name | quoted }}{{ "," if not loop.last }}
    {% endfor %}
from raw.{{ contract.name | quoted }} as r
where
    r.source_file = ?
    and not exists (
        select 1
        from people_gone as g
        where
            g.contract = '{{ contract.name }}'
            and g.source_file = r.source_file
            and g.source_line = r.source_line
    )
order by r.source_line
