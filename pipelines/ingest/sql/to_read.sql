-- For each column: whether the fast pass left texts, as in `left_to_read`, and whether blank cells
-- have no value.
select
{% for column, text in columns %}
    coalesce(
        bool_or({{ column | quoted }} is null and {{ text }} <> '' and ingest.clean({{ text }}) is not null), false
    ),
    coalesce(bool_or({{ column | quoted }} is null and ingest.clean({{ text }}) is null), false){{ "," if not loop.last }}
{% endfor %}
from {{ table }}
