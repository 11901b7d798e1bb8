-- Today's, or the former ones for as long as they are kept (pipelines/steps/public_held.py). For one
-- network, shares rounded to five points, without counts, from twenty stays on: the number that left
-- in a month may be secret elsewhere.
with shown as (
    select *
    from published.marts.membership_survival
    where joining_year is null and not exists (
        select 1 from published.marts.public_release where scope = 'memberships' and is_held
    )
    union all
    select *
    from published.marts.membership_survival_held
),

followed as (
    select
        *,
        network_id = '*' as is_whole,
        max(at_risk) over (partition by network_id, size_class) as most_at_risk
    from shown
)

select
    as_of,
    network_id,
    size_class,
    joining_year,
    time_months,
    case when is_whole then survival else 0.05 * round(survival / 0.05) end as survival,
    case when is_whole then low else 0.05 * round(low / 0.05) end as low,
    case when is_whole then high else 0.05 * round(high / 0.05) end as high,
    case when is_whole then at_risk end as at_risk,
    case when is_whole then events end as events
from followed
where is_whole or most_at_risk >= 20
