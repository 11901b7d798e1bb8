-- Establishments of the companies that are members at a month end, one point each; at the centre
-- of the commune if the establishment has no coordinates.
-- Parameters: as_of, network_id ('*' for all).
with members as (
    select
        m.siren,
        string_agg(distinct n.name, ', ' order by n.name) as detail
    from core.membership_period as m
    inner join core.network as n on m.network_id = n.network_id
    where
        m.from_on <= $as_of
        and (m.until_on is null or m.until_on > $as_of)
        and m.college = 'entreprise'
        and ($network_id = '*' or m.network_id = $network_id)
    group by m.siren
)

select
    coalesce(e.name, c.name, 'Établissement ' || e.siret) as name,
    m.detail,
    coalesce(e.latitude, t.latitude) as latitude,
    coalesce(e.longitude, t.longitude) as longitude
from members as m
inner join core.establishment as e on m.siren = e.siren
inner join core.company as c on m.siren = c.siren
inner join core.territory as t on t.level = 'commune' and e.commune_code = t.code
where e.is_open
order by e.siret
