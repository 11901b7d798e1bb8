-- Each value of a column that holds several is looked for by itself.
select distinct r.item
from (
    select {% if separator %}unnest(string_split({{ column | quoted }}, '{{ separator }}')){% else %}{{ column | quoted }}{% endif %} as item
    from ingest.rows_{{ contract.name }}
) as r
anti join {{ target }} as t on r.item = t.{{ target_column | quoted }}
where r.item is not null
