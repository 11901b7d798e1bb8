-- What the fast pass took is read again, in the light of the whole column.
update {{ table }} set {{ column | quoted }} = cast(null as {{ sql_type }})
