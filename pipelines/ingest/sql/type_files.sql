-- Identifier keys are computed in separate columns: inside a CASE, DuckDB would compute each common
-- subexpression again. Lines with only separators and spaces are not rows.
create or replace table {{ table }} as
with numbered as (
    select
        *
{% for text, kind in identifiers %}
        , try_cast({{ text }} as bigint) as number_{{ text }}
{% endfor %}
    from incoming
),

keyed as (
    select
        *
{% for text, kind in identifiers %}
        , ingest.{{ kind }}_key(number_{{ text }}) as key_{{ text }}
{% endfor %}
    from numbered
)

select
    {{ places | join(", ") }}
{% for text in texts %}
    , {{ text }}
{% endfor %}
{% for name, expression in columns %}
    , {{ expression }} as {{ name | quoted }}
{% endfor %}
from keyed
where coalesce({% for text in texts %}ingest.clean({{ text }}){{ ", " if not loop.last }}{% endfor %}) is not null
