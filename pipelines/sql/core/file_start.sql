-- The first day that each raw file tells of each network: before it, what the file is needed for is
-- `no_data`. A file that names no network (`tissu_economique`) tells of all of them, at all times.
select network_id, 'reseaux' as contract, date '1900-01-01' as first_on
from core.network
union all
select n.network_id, 'tissu_economique', date '1900-01-01'
from core.network as n
where exists (select 1 from core.economic_fabric)
union all
select network_id, 'adhesions', min(joined_on) from core.membership group by network_id
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
union all
select network_id, 'tresorerie', min(month_end) from core.cash_month group by network_id
union all
select network_id, 'comptes', min(make_date(cast(fiscal_year as int), 12, 31))
from core.annual_account group by network_id
union all
select network_id, 'equipes', min(started_on) from core.staff_contract group by network_id
union all
select network_id, 'gouvernance', min(started_on) from core.board_seat group by network_id
union all
select network_id, 'sollicitations', min(requested_on) from core.request group by network_id
union all
select network_id, 'dossiers', min(filed_on) from core.application group by network_id
union all
select network_id, 'projets', min(least(labelled_on, financed_on)) from core.project group by network_id
union all
select p.network_id, 'partenaires', min(least(p.labelled_on, p.financed_on))
from core.project as p
inner join core.project_partner as r on p.project_id = r.project_id
group by p.network_id
union all
select network_id, 'actions', min(held_on) from core.action group by network_id
