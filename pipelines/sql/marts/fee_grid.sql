-- What companies pay a year, by size class: median and the nine in ten around it. A company that
-- belongs to several networks counts once in each.
with scope as (
    select
        scope_id,
        network_id
    from core.network_scope
),

active as (
    select
        m.as_of,
        s.scope_id as network_id,
        c.size_class,
        p.annual_fee_eur
    from core.month as m
    inner join core.membership as p
        on p.joined_on <= m.as_of and (p.left_on is null or p.left_on > m.as_of)
    inner join scope as s on p.network_id = s.network_id
    inner join core.company as c on p.siren = c.siren
    where p.college = 'entreprise'
)

select
    as_of,
    network_id,
    size_class,
    count(*) as companies,
    count(annual_fee_eur) as with_fee,
    percentile_cont(0.5) within group (order by annual_fee_eur) as median_fee_eur,
    percentile_cont(0.05) within group (order by annual_fee_eur) as low_fee_eur,
    percentile_cont(0.95) within group (order by annual_fee_eur) as high_fee_eur,
    sum(annual_fee_eur) as total_fee_eur
from active
group by as_of, network_id, size_class
