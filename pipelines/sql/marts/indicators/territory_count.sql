-- Counts by territory, before secrecy: never published as they are. A territory where nothing
-- happened has no row.
with changed as (
    select
        s.as_of,
        p.level,
        p.territory_code,
        s.network_id,
        sum(case when s.fact = 'member' then s.step else 0 end) as members,
        sum(case when s.fact = 'company' then s.step else 0 end) as companies,
        sum(case when s.fact = 'company' and s.class = 'TPE' then s.step else 0 end) as tpe,
        sum(case when s.fact = 'company' and s.class = 'PME' then s.step else 0 end) as pme,
        sum(case when s.fact = 'company' and s.class = 'ETI' then s.step else 0 end) as eti,
        sum(case when s.fact = 'company' and s.class = 'GE' then s.step else 0 end) as ge,
        sum(case when s.fact = 'target' then s.step else 0 end) as targeted,
        sum(case when s.fact = 'join' then s.step else 0 end) as joins,
        sum(case when s.fact = 'leave' then s.step else 0 end) as leaves
    from indicators.membership_step as s
    inner join indicators.company_place as p on s.siren = p.siren
    where s.fact in ('member', 'company', 'target', 'join', 'leave')
    group by s.as_of, p.level, p.territory_code, s.network_id
),

running as (
    select
        level,
        territory_code,
        network_id,
        as_of as from_on,
        lead(as_of) over cell as until_on,
        cast(sum(members) over cell as bigint) as members,
        cast(sum(companies) over cell as bigint) as companies,
        cast(sum(tpe) over cell as bigint) as tpe,
        cast(sum(pme) over cell as bigint) as pme,
        cast(sum(eti) over cell as bigint) as eti,
        cast(sum(ge) over cell as bigint) as ge,
        cast(sum(targeted) over cell as bigint) as targeted,
        cast(sum(joins) over cell as bigint) as joins,
        cast(sum(leaves) over cell as bigint) as leaves
    from changed
    window cell as (partition by level, territory_code, network_id order by as_of)
)

select
    m.as_of,
    r.level,
    r.territory_code,
    r.network_id,
    r.members,
    r.companies,
    r.tpe + r.pme as tpe_pme,
    r.eti + r.ge as eti_ge,
    r.tpe,
    r.pme,
    r.eti,
    r.ge,
    r.targeted,
    r.joins,
    r.leaves
from running as r
inner join core.month as m
    on m.as_of >= r.from_on and (r.until_on is null or m.as_of < r.until_on)
where r.members > 0 or r.companies > 0 or r.joins > 0 or r.leaves > 0
