-- Tables about the ingest that a build publishes.
create schema if not exists raw;
create schema if not exists quality;
create schema if not exists meta;
create table if not exists quality.rejects (
    file varchar, line bigint, contract varchar, "column" varchar, code varchar,
    message varchar, severity varchar, raw varchar
);
create table if not exists quality.warnings (
    file varchar, line bigint, contract varchar, "column" varchar, code varchar,
    message varchar, severity varchar
);
create table if not exists quality.checks (
    contract varchar, code varchar, severity varchar, title varchar,
    rows_checked bigint, rows_flagged bigint
);
create table if not exists meta.source_file (
    path varchar, contract varchar, sha256 varchar, bytes bigint,
    rows_read bigint, rows_kept bigint, rows_rejected bigint, rows_warned bigint,
    encoding varchar, delimiter varchar, decimal_mark varchar, sheet varchar, header_line bigint,
    is_refused boolean,
    -- lines = rows_kept + rows_rejected + lines that are not rows
    lines bigint, header_lines bigint, title_lines bigint, empty_lines bigint,
    continued_lines bigint, told_lines bigint
);
