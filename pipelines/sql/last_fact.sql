-- The last day before today that a dated fact reaches: the end of the panel of a workspace without
-- its own `as_of`.
with fact as (
{% for file in contracts %}
    {% for field in file.fields if field.day == "seen" %}
    select {{ field | day("f") }} as day from raw.{{ file.name | quoted }} as f
    union all
    {% endfor %}
{% endfor %}
    select cast(null as date)
)

select coalesce(max(day), cast(? as date)) as last_fact
from fact
where day <= cast(? as date)
