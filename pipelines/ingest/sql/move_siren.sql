-- A SIREN written in the SIRET column identifies the company: it is moved to the SIREN column.
update {{ table }}
set {{ into | quoted }} = coalesce({{ into | quoted }}, {{ column | quoted }}), {{ column | quoted }} = null
where length({{ column | quoted }}) = 9
