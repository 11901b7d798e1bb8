-- First month from which a scope has sent memberships, and establishments to give their size and
-- place. A scope absent from a month has sent nothing: its figures are unknown, not zero.
with listed as (
    select distinct siren
    from core.establishment
),

first_stay as (
    select
        m.network_id,
        min(m.joined_on) as first_joined_on,
        min(case when l.siren is not null then m.joined_on end) as first_listed_on
    from core.membership as m
    left join listed as l on m.siren = l.siren
    group by m.network_id
)

select
    d.as_of,
    s.scope_id as network_id,
    max(case when f.first_listed_on <= d.as_of then 1 else 0 end) = 1 as has_establishments
from core.month as d
inner join first_stay as f on f.first_joined_on <= d.as_of
inner join core.network_scope as s on f.network_id = s.network_id
group by d.as_of, s.scope_id
