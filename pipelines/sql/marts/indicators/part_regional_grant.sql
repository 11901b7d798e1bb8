-- Payments of the Région in the window, in total and compared with the members and the team. A
-- network with known instalments but none from the Région received zero.
with known as (
    select
        m.as_of,
        i.network_id,
        case
            when
                i.funder_type = 'region' and i.paid_on > m.from_12m and i.paid_on <= m.as_of
                then i.paid_eur
        end as regional_eur
    from core.month as m
    inner join core.instalment as i on i.due_on <= m.as_of or i.paid_on <= m.as_of
    where i.network_id is not null
),

summed as (
    select
        as_of,
        network_id,
        coalesce(steady_sum(regional_eur), 0) as eur,
        count(regional_eur) as instalments
    from known
    group by as_of, network_id
),

members as (
    select as_of, network_id, companies as members
    from indicators.scope_count
    where fact = 'member'
),

team as (
    select as_of, network_id, numerator as fte
    from indicators.part_team
    where indicator_id = 'fte'
)

select
    as_of,
    network_id,
    'regional_grant_12m' as indicator_id,
    eur as numerator,
    cast(null as double) as denominator,
    instalments as n
from summed

union all

select
    k.as_of,
    k.network_id,
    'regional_grant_per_member' as indicator_id,
    k.eur as numerator,
    cast(coalesce(m.members, 0) as double) as denominator,
    k.instalments as n
from summed as k
left join members as m on k.as_of = m.as_of and k.network_id = m.network_id

union all

select
    k.as_of,
    k.network_id,
    'regional_grant_per_fte' as indicator_id,
    k.eur as numerator,
    coalesce(t.fte, 0) as denominator,
    k.instalments as n
from summed as k
left join team as t on k.as_of = t.as_of and k.network_id = t.network_id
