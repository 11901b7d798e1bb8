create or replace table {{ table }} as
select
    incoming.*
{% for name, expression in columns %}
    , {{ expression }} as {{ name | quoted }}
{% endfor %}
from incoming
