-- Rows laid under headers, rows that were not, and rows set aside among both.
select
    (select count(*) from {{ table }})
    + (select count(*) from ingest.bad_row where file_no = {{ number }}) as rows_read,
    (select count(*) from ingest.wrong_row where file_no = {{ number }} and line > {{ header_line }}) as rows_rejected
