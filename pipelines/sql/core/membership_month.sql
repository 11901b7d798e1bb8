-- Members at each month end, `left_on` included; a member in two colleges at once counts as
-- `entreprise`.
select
    m.as_of,
    s.network_id,
    s.siren,
    coalesce(max(case when s.college = 'entreprise' then s.college end), min(s.college)) as college
from core.month as m
inner join core.membership as s
    on s.joined_on <= m.as_of
    and (s.left_on is null or s.left_on >= m.as_of)
group by m.as_of, s.network_id, s.siren
