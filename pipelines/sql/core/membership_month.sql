-- Members at each month end, `left_on` included; a member in two colleges at once counts as
-- `entreprise`. Only a company with several stays in a network can be there twice: the others are
-- not grouped, as a group for each member and month fills the memory.
with again as (
    select network_id, siren
    from core.membership
    group by network_id, siren
    having count(*) > 1
),

stay as (
    select s.network_id, s.siren, s.college, s.joined_on, s.left_on, a.siren is not null as is_again
    from core.membership as s
    left join again as a on s.network_id = a.network_id and s.siren = a.siren
)

select m.as_of, s.network_id, s.siren, s.college
from stay as s
inner join core.month as m
    on s.joined_on <= m.as_of and (s.left_on is null or s.left_on >= m.as_of)
where not s.is_again
union all
select
    m.as_of,
    s.network_id,
    s.siren,
    coalesce(max(case when s.college = 'entreprise' then s.college end), min(s.college)) as college
from stay as s
inner join core.month as m
    on s.joined_on <= m.as_of and (s.left_on is null or s.left_on >= m.as_of)
where s.is_again
group by m.as_of, s.network_id, s.siren
