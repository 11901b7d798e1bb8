-- Values outside the bounds of a law, and quotients that cannot be recomputed.
-- readers: staff
with figure as (
    select *
    from marts.indicator_values
    where status = 'ok' and value is not null
)

select
    t.law_id,
    f.as_of,
    f.network_id,
    concat(f.indicator_id, ' = ', f.value) as detail
from figure as f
inner join reference.law_term as t on t.kind = 'bounds' and f.indicator_id = t.indicator_id
where f.value < t.low - t.tolerance or f.value > t.high + t.tolerance

union all

select
    t.law_id,
    f.as_of,
    f.network_id,
    concat(f.indicator_id, ' = ', f.value, ', ', f.numerator, ' ÷ ', f.denominator) as detail
from figure as f
inner join reference.law_term as t on t.kind = 'division'
where
    f.denominator is not null
    and abs(f.value * f.denominator - f.numerator) > t.tolerance * greatest(1, abs(f.numerator))
