select line, "column", code, value, facts
from ingest.issue
where file_no = {{ number }}
order by line, "column", code
