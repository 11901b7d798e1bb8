-- Projects of the 36 months before a month end by theme and state, among those that the role sees.
-- Parameters: as_of, network_id ('*' for all).
with projects as (
    select * from core.project
),

months as (
    select * from core.month
)

select
    p.theme,
    count(*) as value,
    count(*) filter (where p.status = 'depose') as depose,
    count(*) filter (where p.status = 'labellise') as labellise,
    count(*) filter (where p.status = 'finance') as finance,
    count(*) filter (where p.status = 'acheve') as acheve,
    count(*) filter (where p.status = 'refuse') as refuse,
    sum(p.total_budget_eur) as budget_eur
from projects as p
inner join months as m
    on
        m.as_of = $as_of
        and coalesce(p.financed_on, p.labelled_on) > m.from_36m
        and coalesce(p.financed_on, p.labelled_on) <= m.as_of
where ($network_id = '*' or p.network_id = $network_id) and p.theme is not null
group by p.theme
order by value desc, p.theme
