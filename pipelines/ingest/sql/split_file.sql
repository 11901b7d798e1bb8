-- The rows of one of several files that were typed together.
create or replace table {{ table }} as
select * exclude (file_no)
from ingest.typed
where file_no = {{ number }}
