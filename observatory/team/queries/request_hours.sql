-- Hours requested from directors, by requester, over the 12 months before a month end.
-- Parameters: as_of, network_id.
with requests as (
    select * from core.request
),

scopes as (
    select * from core.network_scope where scope_id = $network_id
),

month as (
    select as_of, from_12m from core.month where as_of = $as_of
)

select
    r.requester as name,
    sum(r.hours) as value,
    count(*) as requests,
    sum(case when r.kind = 'reporting' then r.hours else 0 end) as reporting,
    sum(case when r.kind = 'controle' then r.hours else 0 end) as control,
    sum(case when r.kind = 'reunion' then r.hours else 0 end) as meeting,
    sum(case when r.kind = 'appel_a_projets' then r.hours else 0 end) as call,
    sum(case when r.kind = 'autre' then r.hours else 0 end) as other
from requests as r
inner join scopes as s on r.network_id = s.network_id
inner join month as m on r.requested_on > m.from_12m and r.requested_on <= m.as_of
group by r.requester
order by value desc nulls last, name
