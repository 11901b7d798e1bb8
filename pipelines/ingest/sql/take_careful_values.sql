update {{ table }} as f
set {{ column | quoted }} = cast(cell.value as {{ sql_type }})
from cell
where f.{{ column | quoted }} is null and f.{{ text }} = cell.text and cell.value is not null
