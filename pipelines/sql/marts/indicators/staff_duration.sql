-- Stays in a team followed during the panel, in months of age: start and end of observation, and
-- whether it ends with a departure. Those older than the panel, or than the record, are observed
-- from its start.
with panel as (
    select
        min(as_of) as first_month,
        max(as_of) as as_of
    from core.month
),

followed as (
    select
        s.scope_id as network_id,
        p.network_id as employer_id,
        p.started_on,
        greatest(p.started_on, m.first_month, r.first_on) as seen_from,
        least(coalesce(cast(p.ended_on + interval '1' day as date), m.as_of), m.as_of) as seen_to,
        coalesce(p.ended_on < m.as_of, false) as has_left
    from core.staff_spell as p
    cross join panel as m
    inner join core.record_start as r on r.contract = 'equipes' and r.network_id = p.network_id
    inner join core.network_scope as s on p.network_id = s.network_id
)

select
    network_id,
    employer_id,
    months_between_dates(started_on, seen_from) as entry_months,
    months_between_dates(started_on, seen_to) as exit_months,
    has_left
from followed
where seen_to > seen_from
