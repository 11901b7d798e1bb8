-- Figures of a territory that do not come from its members: the location quotient of the economic
-- fabric, and what public projects pay to partners there.
with fabric as (
    select
        d.as_of,
        t.level,
        t.territory_code,
        t.network_id,
        t.target_companies,
        cast(t.companies as double) * r.target_companies / nullif(r.companies, 0) as expected
    from core.month as d
    cross join indicators.target_territory as t
    inner join indicators.target_territory as r
        on t.network_id = r.network_id and r.level = 'region'
    where t.level <> 'commune'
)

select
    as_of,
    level,
    territory_code,
    network_id,
    'fabric_location_quotient' as indicator_id,
    cast(target_companies as double) as numerator,
    expected as denominator,
    cast(floor(expected) as bigint) as n,
    false as is_secret
from fabric
union all
-- A secret cell has a row even if empty, since its absence would reveal it, unless the number of
-- companies is secret too.
select s.as_of, s.level, s.territory_code, s.network_id, 'partner_aid_24m',
    a.aid_eur, null, a.partners, s.is_secret
from indicators.territory_aid_secret as s
left join indicators.territory_aid as a
    on s.as_of = a.as_of and s.level = a.level and s.territory_code = a.territory_code
    and s.network_id = a.network_id
left join indicators.territory_cell as c
    on s.as_of = c.as_of and s.level = c.level and s.territory_code = c.territory_code
    and s.network_id = c.network_id
left join indicators.territory_cell as r
    on r.level = 'region' and s.as_of = r.as_of and s.network_id = r.network_id
where case
    when s.is_secret then c.as_of is not null or r.as_of is null
    else a.partners is not null
end
