-- Working tables of the ingest, dropped when it ends. `facts` is a JSON object of the values that
-- the sentence of the code needs.
drop schema if exists ingest cascade;
create schema ingest;
create table ingest.issue (
    file_no bigint, line bigint, "column" varchar, code varchar, value varchar, facts varchar
);
-- Rows that do not match the headers.
create table ingest.bad_row (file_no bigint, line bigint, raw varchar);
create table ingest.file (file_no bigint, path varchar);
create table ingest.code (code varchar, severity varchar);
-- Cells emptied by a fault in rows that are kept.
create table ingest.emptied (file_no bigint, line bigint, "column" varchar, code varchar);
create view ingest.told as
select
    i.*,
    case when e.line is null then c.severity else 'warning' end as severity
from ingest.issue as i
inner join ingest.code as c on i.code = c.code
left join (select distinct * from ingest.emptied) as e
    on i.file_no = e.file_no and i.line = e.line and i."column" = e."column" and i.code = e.code;
create view ingest.wrong_row as
select distinct file_no, line
from ingest.told
where severity = 'error';
