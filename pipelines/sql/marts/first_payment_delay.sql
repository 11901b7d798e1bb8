-- Time from an application to its first payment, for first payments of the 36 months before each
-- month end, by type of funder and for all of them (`'*'`). `waiting`: granted by then, with
-- nothing paid yet; these are not in the quantiles. Under ten payments the tail is a single
-- payment, and is not given. `largest_share`: largest share of the payments for one network.
with kind as (
    select distinct
        funder_type as kind_id,
        funder_type
    from marts.first_payment
    where funder_type is not null
    union all
    select distinct
        '*' as kind_id,
        funder_type
    from marts.first_payment
    where funder_type is not null
),

known as (
    select
        m.as_of,
        s.scope_id as network_id,
        k.kind_id as funder_type,
        p.network_id as paid_network,
        coalesce(p.first_paid_on <= m.as_of, false) as is_paid,
        case when p.first_paid_on <= m.as_of then p.payment_days end as payment_days
    from core.month as m
    inner join marts.first_payment as p on p.decided_on <= m.as_of and p.status <> 'unmatched'
    inner join kind as k on p.funder_type = k.funder_type
    inner join core.network_scope as s on p.network_id = s.network_id
    where p.first_paid_on is null or p.first_paid_on > m.from_36m
),

own as (
    select
        as_of,
        network_id,
        funder_type,
        max(case when is_paid then 1 else 0 end) as has_paid,
        count(payment_days) as payments
    from known
    group by as_of, network_id, funder_type, paid_network
),

weighed as (
    select
        as_of,
        network_id,
        funder_type,
        cast(sum(has_paid) as bigint) as networks,
        max(payments) as most_payments
    from own
    group by as_of, network_id, funder_type
)

select
    as_of,
    network_id,
    funder_type,
    max(networks) as networks,
    count(payment_days) as paid,
    sum(case when is_paid then 0 else 1 end) as waiting,
    max(most_payments) / nullif(cast(count(payment_days) as double), 0) as largest_share,
    case
        when count(payment_days) >= 10
            then percentile_cont(0.1) within group (order by payment_days)
    end as p10_days,
    percentile_cont(0.25) within group (order by payment_days) as p25_days,
    percentile_cont(0.5) within group (order by payment_days) as median_days,
    percentile_cont(0.75) within group (order by payment_days) as p75_days,
    case
        when count(payment_days) >= 10
            then percentile_cont(0.9) within group (order by payment_days)
    end as p90_days
from known
inner join weighed using (as_of, network_id, funder_type)
group by as_of, network_id, funder_type
