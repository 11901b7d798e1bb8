-- One row per cell whose number of companies is shown, and one for the region in any case, for scopes
-- whose members can be located: its counts, its secret blocks, the fabric of the territory, and the
-- region's figures for comparison. If a scope has a row for the region, its cells without a row are
-- secret: nothing about its members is published there. Networks only count where their own cell is
-- visible: the others would distinguish an empty cell from a small one. Counts are read once: they
-- are the largest table of a build.
with cell as (
    select
        s.*,
        coalesce(c.members, 0) as members,
        coalesce(c.companies, 0) as companies,
        coalesce(c.tpe_pme + c.eti_ge, 0) as known,
        coalesce(c.tpe_pme, 0) as tpe_pme,
        coalesce(c.tpe, 0) as tpe,
        coalesce(c.pme, 0) as pme,
        coalesce(c.eti, 0) as eti,
        coalesce(c.ge, 0) as ge,
        coalesce(c.targeted, 0) as targeted,
        coalesce(c.joins, 0) as joins,
        coalesce(c.leaves, 0) as leaves
    from indicators.territory_secret as s
    left join indicators.territory_count as c
        on s.as_of = c.as_of and s.level = c.level and s.territory_code = c.territory_code
        and s.network_id = c.network_id
    where s.level = 'region' or not s.is_stock_secret
),

networks as (
    select as_of, level, territory_code, count(*) as networks
    from cell
    where network_id <> '*' and companies > 0 and not is_stock_secret
    group by as_of, level, territory_code
),

region as (
    select
        c.as_of,
        c.network_id,
        c.tpe_pme,
        c.is_split_secret,
        t.target_companies
    from cell as c
    inner join indicators.target_territory as t
        on c.level = t.level and c.territory_code = t.territory_code
        and c.network_id = t.network_id
    where c.level = 'region'
)

select
    c.*,
    coalesce(n.networks, 0) as networks,
    t.target_companies,
    coalesce(r.is_split_secret, true) or c.is_split_secret as is_quotient_secret,
    cast(r.tpe_pme as double) * t.target_companies / nullif(r.target_companies, 0) as expected
from cell as c
inner join indicators.membership_presence as p
    on c.as_of = p.as_of and c.network_id = p.network_id and p.has_establishments
left join networks as n
    on c.as_of = n.as_of and c.level = n.level and c.territory_code = n.territory_code
left join indicators.target_territory as t
    on c.level = t.level and c.territory_code = t.territory_code and c.network_id = t.network_id
left join region as r on c.as_of = r.as_of and c.network_id = r.network_id
