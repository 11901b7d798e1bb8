-- The only functions whose spelling differs between DuckDB and Spark: one name for both, so that
-- core and marts run verbatim on either. Spark declares the same names with datediff and / 30.4375.
create or replace macro days_between(a, b) as datediff('day', a, b);
create or replace macro months_between_dates(a, b) as datediff('day', a, b) / 30.4375;
