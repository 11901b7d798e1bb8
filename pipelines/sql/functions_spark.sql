-- The functions of functions.sql in Spark SQL: same names, same values. Sums and means in a given
-- order are in pipelines/spark/functions.py.
create or replace temporary function days_between(a date, b date) returns int
return datediff(b, a);

create or replace temporary function months_between_dates(a date, b date) returns double
return datediff(b, a) / 30.4375e0;

create or replace temporary function wilson_low(k double, n double) returns double
return case
    when n > 0 and k >= 0 and k <= n then greatest(
        (k + 3.841458820694124e0 / 2
        - sqrt(3.841458820694124e0 * (k * (n - k) / n + 3.841458820694124e0 / 4)))
        / (n + 3.841458820694124e0),
        0.0e0
    )
end;

create or replace temporary function wilson_high(k double, n double) returns double
return case
    when n > 0 and k >= 0 and k <= n then least(
        (k + 3.841458820694124e0 / 2
        + sqrt(3.841458820694124e0 * (k * (n - k) / n + 3.841458820694124e0 / 4)))
        / (n + 3.841458820694124e0),
        1.0e0
    )
end;

create or replace temporary function fragility_level(
    score double, has_alarm boolean, watch_from double, fragile_above double
) returns string
return case
    when score > fragile_above then 'fragile'
    when score >= watch_from or (score is not null and has_alarm) then 'a_surveiller'
    when score is not null then 'solide'
end;
