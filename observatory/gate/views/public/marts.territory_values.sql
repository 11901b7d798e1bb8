-- The pipeline handles the secrecy of small cells; here, only indicators open to the public, and the
-- months that are kept as they were published.
with values_shown as (
    select *
    from published.marts.territory_values
    where as_of not in (
        select as_of
        from published.marts.public_release
        where scope = 'territories' and is_held
    )
    union all
    select *
    from published.marts.territory_values_held
)

select v.*
from values_shown as v
inner join gate.indicator as i on v.indicator_id = i.indicator_id
where i.viewer = 'public'
