-- For each column, whether some row has no value: few columns, and asking why costs ten times more.
select
{% for column in columns %}
    count({{ column | quoted }}) < count(*){{ "," if not loop.last }}
{% endfor %}
from {{ table }}
