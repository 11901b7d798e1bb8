-- TPE and PME that belong to a network at the last month end, by EPCI and division of their
-- open establishments, before secrecy. A company with two divisions in a territory counts in each.
select
    e.epci_code,
    coalesce(e.naf_division, 'inconnue') as naf_division,
    count(distinct m.siren) as companies
from core.membership_period as m
inner join core.company as c on m.siren = c.siren
inner join core.establishment as e on m.siren = e.siren
where
    m.until_on is null
    and m.college = 'entreprise'
    and c.size_class in ('TPE', 'PME')
    and e.epci_code is not null
    and e.is_open
group by e.epci_code, coalesce(e.naf_division, 'inconnue')
