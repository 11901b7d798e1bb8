select distinct {{ column | quoted }}
from {{ table }}
where {{ column | quoted }} is not null
