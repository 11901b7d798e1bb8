-- First and last day covered by each row of a raw file for its network. Rows of a file without
-- dates (the list of networks) cover all times. Files in which `core` finds the network of some
-- rows (grants, instalments) are not here.
{% for file in contracts if file.always_tells_network %}
{% set row = "p" if file.parent else "f" %}
{% set days = file.days | map("day", row) | join(", ") %}
select
    {{ row }}.id_reseau as network_id,
    {{ file.name | text }} as contract,
    {{ "least(" ~ days ~ ")" if days else "date '1900-01-01'" }} as first_on,
    {{ "greatest(" ~ days ~ ")" if days else "cast(null as date)" }} as last_on
from raw.{{ file.name | quoted }} as f
{% if file.parent %}
inner join raw.{{ file.parent.reference.resource | quoted }} as p
    on f.{{ file.parent.fields | quoted }} = p.{{ file.parent.reference.fields | quoted }}
{% endif %}
{% if not loop.last %}
union all
{% endif %}
{% endfor %}
