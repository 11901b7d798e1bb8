-- Companies that belong to two networks at a month end. Parameters: as_of, network_id, other_id.
select
    c.name,
    c.siren,
    c.size_class,
    c.naf_division
from core.membership_month as a
inner join core.membership_month as b on a.siren = b.siren and a.as_of = b.as_of
inner join core.company as c on a.siren = c.siren
where
    a.as_of = $as_of
    and a.network_id = $network_id
    and b.network_id = $other_id
    and a.college = 'entreprise'
    and b.college = 'entreprise'
order by c.name, c.siren
