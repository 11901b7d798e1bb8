-- All networks together, when three or more were paid and none has over 85 % of the payments. Types of
-- funders are shown when each has as many: all funders together minus the others would give the one
-- that is missing. A quantile is one payment's delay or nearly: to five days.
with together as (
    select
        *,
        networks >= 3 and largest_share <= 0.85 as is_safe
    from published.marts.first_payment_delay
    where network_id = '*'
)

select
    d.as_of,
    d.network_id,
    d.funder_type,
    d.paid,
    d.waiting,
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
