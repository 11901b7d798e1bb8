-- What a build read, file by file: the last column begins the fingerprint that identifies a file.
select
    path,
    contract,
    rows_read,
    rows_kept,
    rows_rejected,
    substring(sha256, 1, 12) as fingerprint
from meta.source_file
order by path
