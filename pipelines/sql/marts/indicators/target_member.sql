-- TPE and PME members of the networks that say which divisions they are for, once each in a scope.
with declaring as (
    select distinct network_id
    from core.network_division
)

select distinct
    m.as_of,
    s.scope_id as network_id,
    m.siren,
    c.size_class
from core.membership_month as m
inner join declaring as d on m.network_id = d.network_id
inner join core.network_scope as s on m.network_id = s.network_id
inner join core.company as c on m.siren = c.siren
where m.college = 'entreprise' and c.size_class in ('TPE', 'PME')
