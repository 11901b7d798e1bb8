-- For each column: whether the fast pass left texts, as in `left_to_read`, and whether blank cells
-- have no value. Most rows have a value everywhere.
with incomplete as (
    select
{% for column, text in columns %}
        {{ column | quoted }} is null and {{ text }} <> '' and ingest.clean({{ text }}) is not null as left_{{ text }},
        {{ column | quoted }} is null and ingest.clean({{ text }}) is null as blank_{{ text }}{{ "," if not loop.last }}
{% endfor %}
    from {{ table }}
    where {% for column, text in columns %}{{ column | quoted }} is null{{ " or " if not loop.last }}{% endfor %}

)

select
{% for column, text in columns %}
    coalesce(bool_or(left_{{ text }}), false),
    coalesce(bool_or(blank_{{ text }}), false){{ "," if not loop.last }}
{% endfor %}
from incomplete
