-- Companies that entered a network in the twelve months, once each; a return within 90 days of
-- leaving is inside a spell and is no entry.
select distinct
    d.as_of,
    p.network_id,
    p.siren
from core.month as d
inner join core.membership_spell as p
    on p.started_on > d.from_12m and p.started_on <= d.as_of
