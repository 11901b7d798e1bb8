-- All networks together, when three teams or more are behind the curve and none has over 85 % of the
-- stays; today's, or the former one for as long as it is kept. Without counts: one more person at a
-- given age, between two versions, can be identified.
with shown as (
    select *
    from published.marts.team_survival
    where not exists (
        select 1 from published.marts.public_release where scope = 'stays' and is_held
    )
    union all
    select *
    from published.marts.team_survival_held
)

select
    as_of,
    network_id,
    time_months,
    survival,
    low,
    high,
    cast(null as bigint) as at_risk,
    cast(null as bigint) as events
from shown
where network_id = '*' and networks >= 3 and largest_share <= 0.85
