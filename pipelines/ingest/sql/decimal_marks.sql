-- Decimal marks found in the numeric columns.
select
{% for text in texts %}
    coalesce(bool_or(contains({{ text }}, ',')), false){{ " or " if not loop.last }}
{% endfor %}
    as has_comma,
{% for text in texts %}
    coalesce(bool_or(contains({{ text }}, '.')), false){{ " or " if not loop.last }}
{% endfor %}
    as has_dot
from {{ table }}
