-- In a column with several values per cell, each value is looked up separately.
select distinct r.item
from (
    select {% if separator %}unnest(string_split({{ column | quoted }}, '{{ separator }}')){% else %}{{ column | quoted }}{% endif %} as item
    from ingest.rows_{{ contract.name }}
) as r
anti join {{ target }} as t on r.item = t.{{ target_column | quoted }}
where r.item is not null
