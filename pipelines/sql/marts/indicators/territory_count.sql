-- Counts by territory, before secrecy: never published as they are. A territory where nothing
-- happened has no row.
select
    e.as_of,
    p.level,
    p.territory_code,
    e.network_id,
    count(case when e.fact = 'member' then 1 end) as members,
    count(case when e.fact = 'company' then 1 end) as companies,
    count(case when e.size_class in ('TPE', 'PME') then 1 end) as tpe_pme,
    count(case when e.size_class in ('ETI', 'GE') then 1 end) as eti_ge,
    count(case when e.size_class = 'TPE' then 1 end) as tpe,
    count(case when e.size_class = 'PME' then 1 end) as pme,
    count(case when e.size_class = 'ETI' then 1 end) as eti,
    count(case when e.size_class = 'GE' then 1 end) as ge,
    count(case when e.fact = 'target' then 1 end) as targeted,
    count(case when e.fact = 'join' then 1 end) as joins,
    count(case when e.fact = 'leave' then 1 end) as leaves
from indicators.located_event as e
inner join indicators.company_place as p on e.siren = p.siren
group by e.as_of, p.level, p.territory_code, e.network_id
