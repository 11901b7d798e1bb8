-- Cells accepted by the fast pass are read again, with the evidence of the whole column.
update {{ table }} set {{ column | quoted }} = cast(null as {{ sql_type }})
