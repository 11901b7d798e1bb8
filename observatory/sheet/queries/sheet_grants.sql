-- Grants signed for a network in the 24 months before a month end, latest first.
-- Parameters: as_of, network_id.
select
    g.funder_name,
    g.purpose,
    g.signed_on,
    g.amount_eur,
    g.started_on,
    g.ended_on
from core.grant as g
inner join core.month as m on m.as_of = $as_of
where g.network_id = $network_id and g.signed_on > m.from_24m and g.signed_on <= m.as_of
order by g.signed_on desc, g.funder_name
