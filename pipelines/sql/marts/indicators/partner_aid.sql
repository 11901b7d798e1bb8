-- Public aid of the partners of projects financed in the last 24 months, by partner and scope. '*'
-- is the sum of the networks, with one row per partner.
select
    d.as_of,
    s.scope_id as network_id,
    r.siren,
    steady_sum(r.aid_eur) as aid_eur
from core.month as d
inner join core.project as p on p.financed_on > d.from_24m and p.financed_on <= d.as_of
inner join core.project_partner as r on p.project_id = r.project_id
inner join core.network_scope as s on p.network_id = s.network_id
where r.aid_eur > 0
group by d.as_of, s.scope_id, r.siren
