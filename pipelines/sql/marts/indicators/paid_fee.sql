-- Number of companies for each yearly fee: fees come from grids, so that many are equal, and the
-- quantiles of `marts.fee_grid` only need these counts.
with paid as (
    select
        m.as_of,
        p.network_id,
        c.size_class,
        p.annual_fee_eur,
        count(*) as companies
    from core.month as m
    inner join core.membership as p
        on p.joined_on <= m.as_of and (p.left_on is null or p.left_on >= m.as_of)
    inner join core.company as c on p.siren = c.siren
    where p.college = 'entreprise'
    group by m.as_of, p.network_id, c.size_class, p.annual_fee_eur
)

select
    p.as_of,
    s.scope_id as network_id,
    p.size_class,
    p.annual_fee_eur,
    cast(sum(p.companies) as bigint) as companies
from paid as p
inner join core.network_scope as s on p.network_id = s.network_id
group by p.as_of, s.scope_id, p.size_class, p.annual_fee_eur
