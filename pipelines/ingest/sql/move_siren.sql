-- A SIREN written in the SIRET column names the company: it goes to the SIREN column.
update {{ table }}
set {{ into | quoted }} = coalesce({{ into | quoted }}, {{ column | quoted }}), {{ column | quoted }} = null
where length({{ column | quoted }}) = 9
