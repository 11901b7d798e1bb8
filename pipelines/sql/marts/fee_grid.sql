-- Yearly fees of companies, by size class: median and central nine in ten. A company in several
-- networks counts once in each. Quantiles are those of percentile_cont, interpolated between the
-- two companies around rank 1 + share × (n − 1).
-- readers: staff
with ranked as (
    select
        as_of,
        network_id,
        size_class,
        annual_fee_eur,
        companies,
        sum(case when annual_fee_eur is not null then companies end) over (
            partition by as_of, network_id, size_class
        ) as with_fee,
        sum(case when annual_fee_eur is not null then companies end) over (
            partition by as_of, network_id, size_class
            order by annual_fee_eur
            rows between unbounded preceding and current row
        ) as last_rank
    from indicators.paid_fee
),

share as (
    select 0.05e0 as part
    union all
    select 0.5e0 as part
    union all
    select 0.95e0 as part
),

place as (
    select
        r.*,
        h.part,
        1 + h.part * (r.with_fee - 1) as place
    from ranked as r
    cross join share as h
    where r.annual_fee_eur is not null
),

neighbour as (
    select
        as_of,
        network_id,
        size_class,
        part,
        place,
        min(case when last_rank >= floor(place) then annual_fee_eur end) as below,
        min(case when last_rank >= ceil(place) then annual_fee_eur end) as above
    from place
    group by as_of, network_id, size_class, part, place
),

total as (
    select
        as_of,
        network_id,
        size_class,
        cast(sum(companies) as bigint) as companies,
        cast(coalesce(max(with_fee), 0) as bigint) as with_fee,
        steady_sum(companies * annual_fee_eur) as total_fee_eur
    from ranked
    group by as_of, network_id, size_class
),

quantile as (
    select
        as_of,
        network_id,
        size_class,
        part,
        below + (place - floor(place)) * (above - below) as fee_eur
    from neighbour
)

select
    t.as_of,
    t.network_id,
    t.size_class,
    t.companies,
    t.with_fee,
    max(case when q.part = 0.5e0 then q.fee_eur end) as median_fee_eur,
    max(case when q.part = 0.05e0 then q.fee_eur end) as low_fee_eur,
    max(case when q.part = 0.95e0 then q.fee_eur end) as high_fee_eur,
    t.total_fee_eur
from total as t
left join quantile as q
    on t.as_of = q.as_of and t.network_id = q.network_id and t.size_class = q.size_class
group by t.as_of, t.network_id, t.size_class, t.companies, t.with_fee, t.total_fee_eur
