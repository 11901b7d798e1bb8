select line, "column", code, value, facts, severity
from ingest.told
where file_no = {{ number }}
order by line, "column", code
