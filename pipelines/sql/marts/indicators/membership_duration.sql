-- Memberships followed during the panel, in months of age: start and end of observation, and
-- whether it ends with a departure. Those older than the panel are observed from its first month,
-- since files may lack members who had left before.
with panel as (
    select
        min(as_of) as first_month,
        max(as_of) as as_of
    from core.month
),

followed as (
    select
        s.scope_id as network_id,
        c.size_class,
        cast(year(p.started_on) as bigint) as joining_year,
        p.started_on,
        greatest(p.started_on, m.first_month) as seen_from,
        least(coalesce(cast(p.ended_on + interval '1' day as date), m.as_of), m.as_of) as seen_to,
        coalesce(p.ended_on < m.as_of, false) as has_left
    from core.membership_spell as p
    cross join panel as m
    inner join core.network_scope as s on p.network_id = s.network_id
    inner join core.company as c on p.siren = c.siren
)

select
    network_id,
    size_class,
    joining_year,
    months_between_dates(started_on, seen_from) as entry_months,
    months_between_dates(started_on, seen_to) as exit_months,
    has_left
from followed
where seen_to > seen_from
