-- The only functions whose spelling differs between DuckDB and Spark: one name for both, so that
-- core and marts run unchanged on either. Spark declares the same names with datediff and /
-- 30.4375.
create or replace macro days_between(a, b) as datediff('day', a, b);
create or replace macro months_between_dates(a, b) as datediff('day', a, b) / 30.4375;

-- Sums and means of non-integers in a given order: in row order, they would differ in their last
-- digits from one build to the next. Spark sorts their list, then adds it up.
create or replace macro steady_sum(x) as sum(x order by x);
create or replace macro steady_mean(x) as sum(x order by x) / count(x);

-- Wilson 95 % interval of k out of n, z² = 3.841458820694124; NULL if k is not a part of n. The
-- same expressions are Spark SQL functions; they are here because two marts need them.
create or replace macro wilson_low(k, n) as case
    when n > 0 and k >= 0 and k <= n then greatest(
        (k + 3.841458820694124 / 2 - sqrt(3.841458820694124 * (k * (n - k) / n + 3.841458820694124 / 4)))
        / (n + 3.841458820694124),
        0.0e0
    )
end;
create or replace macro wilson_high(k, n) as case
    when n > 0 and k >= 0 and k <= n then least(
        (k + 3.841458820694124 / 2 + sqrt(3.841458820694124 * (k * (n - k) / n + 3.841458820694124 / 4)))
        / (n + 3.841458820694124),
        1.0e0
    )
end;

-- Level of fragility of a score; an alarm excludes « solide ». No score, no level.
create or replace macro fragility_level(score, has_alarm, watch_from, fragile_above) as case
    when score > fragile_above then 'fragile'
    when score >= watch_from or (score is not null and has_alarm) then 'a_surveiller'
    when score is not null then 'solide'
end;
