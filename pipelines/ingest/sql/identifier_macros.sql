-- Keys of SIREN and SIRET, and the fast readings that use them; see `macros.sql`.
-- Luhn: every second digit from the right is doubled, minus 9 if the result exceeds 9. For two
-- digits at a time, 10t + u gives 2t + u − 9 [t ≥ 5], which is p − 8 (p ÷ 10) − 9 (p ÷ 50).
create or replace macro ingest.luhn_pair(p) as p - 8 * (p // 10) - 9 * (p // 50);

create or replace macro ingest.luhn_sum9(n) as
    ingest.luhn_pair(n % 100) + ingest.luhn_pair(n // 100 % 100)
    + ingest.luhn_pair(n // 10000 % 100) + ingest.luhn_pair(n // 1000000 % 100)
    + n // 100000000 % 10;

create or replace macro ingest.luhn_sum14(n) as
    ingest.luhn_pair(n % 100) + ingest.luhn_pair(n // 100 % 100)
    + ingest.luhn_pair(n // 10000 % 100) + ingest.luhn_pair(n // 1000000 % 100)
    + ingest.luhn_pair(n // 100000000 % 100) + ingest.luhn_pair(n // 10000000000 % 100)
    + ingest.luhn_pair(n // 1000000000000);

-- 0 if every key of the number is valid.
create or replace macro ingest.siren_key(n) as ingest.luhn_sum9(n) % 10;

create or replace macro ingest.siret_key(n) as
    ingest.luhn_sum14(n) % 10 + ingest.luhn_sum9(n // 100000) % 10;

create or replace macro ingest.fast_siren(x, n, key) as
    case when key = 0 and n > 0 and regexp_full_match(x, '[0-9]{9}') then x end;

-- Above 99 999: its SIREN is not all zeros.
create or replace macro ingest.fast_siret(x, n, key) as
    case when key = 0 and n > 99999 and regexp_full_match(x, '[0-9]{14}') then x end;

-- A number as people write it, for the value of an issue: without `.0`.
create or replace macro ingest.spelled(x) as regexp_replace(cast(x as varchar), '\.0$', '');
