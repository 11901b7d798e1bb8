-- All networks together, when three or more were paid and none has over 85 % of the payments; a month
-- already published stays for as long as it is kept (pipelines/steps/public_held.py). Types of
-- funders are shown only if every type meets this rule: all funders minus the others would give away
-- the missing one. A quantile is nearly one payment's delay: rounded to five days, without counts.
with shown as (
    select *
    from published.marts.first_payment_delay
    where network_id = '*' and as_of not in (
        select as_of from published.marts.public_release where scope = 'first_payments' and is_held
    )
    union all
    select *
    from published.marts.first_payment_delay_held
),

together as (
    select
        *,
        networks >= 3 and largest_share <= 0.85 as is_safe
    from shown
)

select
    d.as_of,
    d.network_id,
    d.funder_type,
    cast(null as bigint) as paid,
    cast(null as bigint) as waiting,
    5 * round(d.p10_days / 5) as p10_days,
    5 * round(d.p25_days / 5) as p25_days,
    5 * round(d.median_days / 5) as median_days,
    5 * round(d.p75_days / 5) as p75_days,
    5 * round(d.p90_days / 5) as p90_days
from together as d
where
    d.is_safe
    and (
        d.funder_type = '*'
        or not exists (
            select 1 from together as small where small.as_of = d.as_of and not small.is_safe
        )
    )
