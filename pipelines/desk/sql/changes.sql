-- Rows that differ between the schemas `before` and `after`, by network and key; a contract without
-- a key is compared by whole rows, so none of its rows is ever "changed".
{% set columns = contract.field_names %}
{% set groups = key %}
{% macro one(group, side) %}coalesce({% for name in group %}{{ side }}{{ name | quoted }}{{ ", " if not loop.last }}{% endfor %}){% endmacro %}
{% macro side(schema) %}
select
    * exclude (network),
    coalesce(network, '*') as network,
    row_number() over (
        partition by network{% for group in groups %}, {{ one(group, "") }}{% endfor %}

        order by {% for name in columns %}{{ name | quoted }}{{ ", " if not loop.last }}{% endfor %}

    ) as copy,
    concat_ws(' · '{% for group in groups %}, coalesce({% for name in group %}cast({{ name | quoted }} as varchar){{ ", " if not loop.last }}{% endfor %}){% endfor %}) as shown_key
from {{ schema }}.{{ contract.name }}
{% endmacro %}
{% macro as_json(side) %}json_object({% for name in columns %}'{{ name }}', {{ side }}.{{ name | quoted }}{{ ", " if not loop.last }}{% endfor %}){% endmacro %}
with old as (
{{ side("before") }}
),

new as (
{{ side("after") }}
)

select
    coalesce(n.network, o.network) as network,
    case
        when o.shown_key is null then 'added'
        when n.shown_key is null then 'gone'
        else 'changed'
    end as change,
    coalesce(n.shown_key, o.shown_key) as key,
    case
        when o.shown_key is not null and n.shown_key is not null
        then concat_ws(', '{% for name in columns %}, case when o.{{ name | quoted }} is distinct from n.{{ name | quoted }} then '{{ name }}' end{% endfor %})
    end as columns,
    case when o.shown_key is not null then {{ as_json("o") }} end as before,
    case when n.shown_key is not null then {{ as_json("n") }} end as after
from old as o
full outer join new as n
    on o.network = n.network and o.copy = n.copy{% for group in groups %} and {{ one(group, "o.") }} is not distinct from {{ one(group, "n.") }}{% endfor %}

where {% for name in columns %}o.{{ name | quoted }} is distinct from n.{{ name | quoted }}{{ " or " if not loop.last }}{% endfor %}

order by network, change, key
