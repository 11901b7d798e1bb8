-- Files that a build read, one row per file; the last column is the start of its SHA-256 fingerprint.
select
    path,
    contract,
    rows_read,
    rows_kept,
    rows_rejected,
    substring(sha256, 1, 12) as fingerprint
from meta.source_file
order by path
