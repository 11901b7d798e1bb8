-- Parts that do not add up to their total, if all are known, and totals of all networks larger than
-- their sum, if none is hidden.
-- readers: staff
with figure as (
    select *
    from marts.indicator_values
    where status = 'ok' and value is not null
),

sum_term as (
    select
        *,
        count(*) over (partition by law_id, role) as terms
    from reference.law_term
    where kind = 'sum'
),

part as (
    select
        a.law_id,
        f.as_of,
        f.network_id,
        steady_sum(f.value) as parts,
        max(a.total) as total,
        max(a.tolerance) as tolerance
    from sum_term as a
    inner join figure as f on a.indicator_id = f.indicator_id
    where a.role = 'part'
    group by a.law_id, f.as_of, f.network_id, a.terms
    having count(*) = a.terms
),

whole as (
    select
        a.law_id,
        f.as_of,
        f.network_id,
        f.value
    from sum_term as a
    inner join figure as f on a.indicator_id = f.indicator_id
    where a.role = 'whole'
),

together as (
    select
        t.law_id,
        v.as_of,
        v.indicator_id,
        steady_sum(case when v.network_id <> '*' and v.status = 'ok' then v.value end) as parts,
        max(case when v.network_id = '*' and v.status = 'ok' then v.value end) as whole,
        max(t.tolerance) as tolerance
    from marts.indicator_values as v
    inner join reference.law_term as t
        on t.kind = 'at_most_sum' and v.indicator_id = t.indicator_id
    group by t.law_id, v.as_of, v.indicator_id
    having max(case when v.status = 'secret' then 1 else 0 end) = 0
)

select
    p.law_id,
    p.as_of,
    p.network_id,
    concat(p.parts, ' ≠ ', coalesce(p.total, w.value)) as detail
from part as p
left join whole as w
    on p.law_id = w.law_id and p.as_of = w.as_of and p.network_id = w.network_id
where abs(p.parts - coalesce(p.total, w.value)) > p.tolerance

union all

select
    law_id,
    as_of,
    '*' as network_id,
    concat(indicator_id, ' = ', whole, ' > ', coalesce(parts, 0)) as detail
from together
where whole > coalesce(parts, 0) + tolerance
