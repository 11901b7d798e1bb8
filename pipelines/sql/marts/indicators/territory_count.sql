-- Counts by territory, before secrecy: never published as they are. A territory where nothing
-- happened has no row. The facts of a company are brought together before its places: each is in
-- five or six.
with step as (
    select
        as_of,
        network_id,
        siren,
        cast(sum(case when fact = 'member' then step else 0 end) as bigint) as members,
        cast(sum(case when fact = 'company' then step else 0 end) as bigint) as companies,
        cast(sum(case when fact = 'company' and class = 'TPE' then step else 0 end) as bigint) as tpe,
        cast(sum(case when fact = 'company' and class = 'PME' then step else 0 end) as bigint) as pme,
        cast(sum(case when fact = 'company' and class = 'ETI' then step else 0 end) as bigint) as eti,
        cast(sum(case when fact = 'company' and class = 'GE' then step else 0 end) as bigint) as ge,
        cast(sum(case when fact = 'target' then step else 0 end) as bigint) as targeted,
        cast(sum(case when fact = 'join' then step else 0 end) as bigint) as joins,
        cast(sum(case when fact = 'leave' then step else 0 end) as bigint) as leaves
    from indicators.membership_step
    where fact in ('member', 'company', 'target', 'join', 'leave')
    group by as_of, network_id, siren
),

changed as (
    select
        s.as_of,
        p.level,
        p.territory_code,
        s.network_id,
        cast(sum(s.members) as bigint) as members,
        cast(sum(s.companies) as bigint) as companies,
        cast(sum(s.tpe) as bigint) as tpe,
        cast(sum(s.pme) as bigint) as pme,
        cast(sum(s.eti) as bigint) as eti,
        cast(sum(s.ge) as bigint) as ge,
        cast(sum(s.targeted) as bigint) as targeted,
        cast(sum(s.joins) as bigint) as joins,
        cast(sum(s.leaves) as bigint) as leaves
    from step as s
    inner join indicators.company_place as p on s.siren = p.siren
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
