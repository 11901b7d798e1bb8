-- Totals of three networks or more, none with over 85 %, and only in years where every type meets
-- this rule: the regional total is public, and would give away a single missing type. A year already
-- published stays for as long as it is kept (pipelines/steps/public_held.py).
with shown as (
    select *
    from published.marts.envelope_year
    where as_of not in (
        select as_of from published.marts.public_release where scope = 'envelope' and is_held
    )
    union all
    select *
    from published.marts.envelope_year_held
)

select
    e.year,
    e.network_type,
    e.networks,
    e.paid_eur,
    e.is_whole
from shown as e
where e.network_type is not null and not exists (
    select 1
    from shown as small
    where
        small.year = e.year
        and small.network_type is not null
        and (small.networks < 3 or small.largest_share > 0.85)
)
