-- Aid to partners by territory, before secrecy, with the largest amount of one of them: never
-- published as it is.
select
    a.as_of,
    p.level,
    p.territory_code,
    a.network_id,
    count(*) as partners,
    steady_sum(a.aid_eur) as aid_eur,
    max(a.aid_eur) as largest_eur
from indicators.partner_aid as a
inner join indicators.company_place as p on a.siren = p.siren
group by a.as_of, p.level, p.territory_code, a.network_id
