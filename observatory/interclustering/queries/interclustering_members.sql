-- Companies that belong to two networks at a month end. Parameters: as_of, network_id, other_id.
select
    c.name,
    c.siren,
    c.size_class,
    c.naf_division
from core.membership_period as a
inner join core.membership_period as b on a.siren = b.siren
inner join core.company as c on a.siren = c.siren
where
    a.from_on <= $as_of
    and (a.until_on is null or a.until_on > $as_of)
    and b.from_on <= $as_of
    and (b.until_on is null or b.until_on > $as_of)
    and a.network_id = $network_id
    and b.network_id = $other_id
    and a.college = 'entreprise'
    and b.college = 'entreprise'
order by c.name, c.siren
