-- Companies that were active in a network twelve months before each month end, by the stays
-- themselves, so that the first year of the panel has its year before.
select distinct
    d.as_of,
    m.network_id,
    m.siren
from core.month as d
inner join core.membership as m
    on m.joined_on <= d.from_12m
    and (m.left_on is null or m.left_on >= d.from_12m)
where m.college = 'entreprise'
