-- Reach and evenness of a network: communes and EPCI with a company, Herfindahl and Gini of the
-- companies over all EPCI of the region, including empty ones.
with zone as (
    select
        count(case when level = 'commune' then 1 end) as communes,
        count(case when level = 'epci' then 1 end) as epci
    from core.territory
),

commune as (
    select as_of, network_id, count(*) as communes_reached
    from indicators.territory_count
    where level = 'commune' and companies > 0
    group by as_of, network_id
),

ranked as (
    select
        as_of,
        network_id,
        companies,
        row_number() over (
            partition by as_of, network_id order by companies, territory_code
        ) as from_least,
        count(*) over (partition by as_of, network_id) as reached
    from indicators.territory_count
    where level = 'epci' and companies > 0
),

reach as (
    select
        r.as_of,
        r.network_id,
        count(*) as epci_reached,
        sum(r.companies) as companies,
        sum(r.companies * r.companies) as squares,
        -- Empty EPCI have the first ranks and add nothing to the sum.
        sum((2 * (z.epci - r.reached + r.from_least) - z.epci - 1) * r.companies) as spread
    from ranked as r
    cross join zone as z
    group by r.as_of, r.network_id
),

measured as (
    select
        p.as_of,
        p.network_id,
        z.communes,
        z.epci,
        coalesce(c.communes_reached, 0) as communes_reached,
        coalesce(r.epci_reached, 0) as epci_reached,
        coalesce(r.companies, 0) as companies,
        coalesce(r.squares, 0) as squares,
        coalesce(r.spread, 0) as spread
    from indicators.membership_presence as p
    cross join zone as z
    left join commune as c on p.as_of = c.as_of and p.network_id = c.network_id
    left join reach as r on p.as_of = r.as_of and p.network_id = r.network_id
    where p.has_establishments
)

select as_of, network_id, 'communes_reached_share' as indicator_id,
    communes_reached as numerator, communes as denominator, communes as n
from measured
union all
select as_of, network_id, 'epci_reached_share', epci_reached, epci, epci
from measured
union all
select as_of, network_id, 'territorial_hhi', squares, companies * companies, companies
from measured
union all
select as_of, network_id, 'territorial_hhi_normalised',
    epci * squares - companies * companies, companies * companies * (epci - 1), companies
from measured
union all
select as_of, network_id, 'territorial_gini', spread, epci * companies, companies
from measured
