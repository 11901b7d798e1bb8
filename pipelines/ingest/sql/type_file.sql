-- Rows of nothing but separators and spaces are not rows.
create or replace table {{ table }} as
select
    incoming.*
{% for name, expression in columns %}
    , {{ expression }} as {{ name | quoted }}
{% endfor %}
from incoming
where coalesce({% for text in texts %}ingest.clean({{ text }}){{ ", " if not loop.last }}{% endfor %}) is not null
