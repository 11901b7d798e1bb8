-- The days that each row of a raw file tells of its network: the first and the last. Those of a file
-- without any (the list of networks) hold at all times. A file where `core` finds the network of
-- some rows (grants, instalments) is not here.
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
