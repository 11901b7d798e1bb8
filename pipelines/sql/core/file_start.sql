-- The first day covered by each raw file for each network: before it, figures that need the file
-- are `no_data`. A file that names no network (`tissu_economique`) covers all of them, at all
-- times. A stay that begins after the last day of its network does not count (as in
-- `core.membership`).
-- readers: staff
select s.network_id, s.contract, min(s.first_on) as first_on
from staging.sent as s
left join core.network as n on s.network_id = n.network_id
where
    n.ended_on is null
    or s.first_on <= n.ended_on
    or s.contract not in ('adhesions', 'equipes', 'gouvernance')
group by s.network_id, s.contract
union all
select n.network_id, 'tissu_economique', date '1900-01-01'
from core.network as n
where exists (select 1 from core.economic_fabric)
union all
select network_id, 'etablissements', min(first_on)
from (
    select m.network_id, m.joined_on as first_on
    from core.membership as m
    inner join core.establishment as e on m.siren = e.siren
    union all
    select p.network_id, least(p.labelled_on, p.financed_on)
    from core.project as p
    inner join core.project_partner as r on p.project_id = r.project_id
    inner join core.establishment as e on r.siren = e.siren
) as listed
group by network_id
union all
select network_id, 'subventions', min(signed_on) from core.grant group by network_id
union all
select network_id, 'versements', min(least(due_on, paid_on)) from core.instalment group by network_id
