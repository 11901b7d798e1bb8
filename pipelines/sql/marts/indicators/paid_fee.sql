-- Number of companies for each yearly fee: fees come from grids, so that many are equal, and the
-- quantiles of `marts.fee_grid` only need these counts. A stay counts from a month end (+1) to the
-- first one after its last day (−1).
with panel as (
    select min(as_of) as first_on, max(as_of) as last_on
    from core.month
),

stay as (
    select
        p.network_id,
        c.size_class,
        p.annual_fee_eur,
        greatest(last_day(p.joined_on), d.first_on) as from_on,
        coalesce(last_day(p.left_on + interval '1' day), date '9999-12-31') as until_on,
        d.last_on
    from core.membership as p
    inner join core.company as c on p.siren = c.siren
    cross join panel as d
    where p.college = 'entreprise'
),

step as (
    select network_id, size_class, annual_fee_eur, from_on as as_of, 1 as step
    from stay where from_on <= last_on and until_on > from_on
    union all
    select network_id, size_class, annual_fee_eur, until_on, -1
    from stay where until_on <= last_on and until_on > from_on
),

changed as (
    select network_id, size_class, annual_fee_eur, as_of, sum(step) as step
    from step
    group by network_id, size_class, annual_fee_eur, as_of
),

running as (
    select
        network_id,
        size_class,
        annual_fee_eur,
        as_of as from_on,
        lead(as_of) over fee as until_on,
        sum(step) over fee as companies
    from changed
    window fee as (partition by network_id, size_class, annual_fee_eur order by as_of)
)

select
    m.as_of,
    s.scope_id as network_id,
    r.size_class,
    r.annual_fee_eur,
    cast(sum(r.companies) as bigint) as companies
from running as r
inner join core.month as m
    on m.as_of >= r.from_on and (r.until_on is null or m.as_of < r.until_on)
inner join core.network_scope as s on r.network_id = s.network_id
where r.companies > 0
group by m.as_of, s.scope_id, r.size_class, r.annual_fee_eur
