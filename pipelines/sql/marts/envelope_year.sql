-- What the Région paid in each calendar year, by type of network: the envelope of the opinion is
-- that of clusters, and says nothing of pôles. A decision shared by several networks is nobody's
-- (`network_type` empty). The year of the last month end is whole in December only.
with panel as (
    select max(as_of) as as_of from core.month
)

select
    date_part('year', i.paid_on) as year,
    n.network_type,
    count(distinct i.network_id) as networks,
    count(*) as instalments,
    steady_sum(i.paid_eur) as paid_eur,
    max(case when i.paid_on is not null then date_part('year', i.paid_on) end)
    < date_part('year', max(p.as_of)) or date_part('month', max(p.as_of)) = 12 as is_whole
from core.instalment as i
cross join panel as p
left join core.network as n on i.network_id = n.network_id
where i.funder_type = 'region' and i.paid_eur > 0 and i.paid_on <= p.as_of
group by date_part('year', i.paid_on), n.network_type
