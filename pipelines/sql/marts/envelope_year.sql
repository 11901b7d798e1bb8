-- Payments of the Région in each calendar year, by type of network: the envelope of the opinion is
-- for clusters, not pôles. A decision shared by several networks is attributed to none
-- (`network_type` empty). The year of the last month end is only complete in December. `as_of` is
-- the end of the year, `largest_share` the largest share of one network.
with panel as (
    select max(as_of) as as_of from core.month
),

paid as (
    select
        date_part('year', i.paid_on) as year,
        i.network_id,
        n.network_type,
        count(*) as instalments,
        steady_sum(i.paid_eur) as paid_eur
    from core.instalment as i
    cross join panel as p
    left join core.network as n on i.network_id = n.network_id
    where i.funder_type = 'region' and i.paid_eur > 0 and i.paid_on <= p.as_of
    group by date_part('year', i.paid_on), i.network_id, n.network_type
)

select
    y.year,
    make_date(cast(y.year as int), 12, 31) as as_of,
    y.network_type,
    count(distinct y.network_id) as networks,
    cast(sum(y.instalments) as bigint) as instalments,
    steady_sum(y.paid_eur) as paid_eur,
    max(y.paid_eur) / steady_sum(y.paid_eur) as largest_share,
    y.year < date_part('year', max(p.as_of)) or date_part('month', max(p.as_of)) = 12 as is_whole
from paid as y
cross join panel as p
group by y.year, y.network_type
