select distinct
    m.as_of,
    s.network_id,
    s.siren,
    s.college
from core.month as m
inner join core.membership as s
    on s.joined_on <= m.as_of
    and (s.left_on is null or s.left_on > m.as_of)
