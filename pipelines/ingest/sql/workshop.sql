-- Tables of the ingest's own, dropped when it ends. `facts` is a JSON object of what the sentence
-- of the code asks for.
drop schema if exists ingest cascade;
create schema ingest;
create table ingest.issue (
    file_no bigint, line bigint, "column" varchar, code varchar, value varchar, facts varchar
);
-- Rows that could not be laid under their headers.
create table ingest.bad_row (file_no bigint, line bigint, raw varchar);
create table ingest.file (file_no bigint, path varchar);
create table ingest.code (code varchar, severity varchar);
create view ingest.wrong_row as
select distinct i.file_no, i.line
from ingest.issue as i
inner join ingest.code as c on i.code = c.code
where c.severity = 'error';
