-- Rows read, whether they match the headers or not, and how many of them are set aside.
select
    (select count(*) from {{ table }})
    + (select count(*) from ingest.bad_row where file_no = {{ number }}) as rows_read,
    (select count(*) from ingest.wrong_row where file_no = {{ number }} and line > {{ header_line }}) as rows_rejected
