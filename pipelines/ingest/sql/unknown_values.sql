select distinct r.{{ column | quoted }}
from ingest.rows_{{ contract.name }} as r
anti join {{ target }} as t on r.{{ column | quoted }} = t.{{ target_column | quoted }}
where r.{{ column | quoted }} is not null
