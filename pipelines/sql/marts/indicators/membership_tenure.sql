-- Median age of current memberships, one per company and network, from the start of the spell: a
-- gap over 90 days restarts the count.
with tenure as (
    select
        m.as_of,
        s.scope_id as network_id,
        months_between_dates(p.started_on, m.as_of) as months
    from indicators.stay_span as a
    inner join core.membership_spell as p
        on a.network_id = p.network_id
        and a.siren = p.siren
        and p.started_on <= a.from_on
        and (p.ended_on is null or p.ended_on >= a.from_on)
    inner join core.month as m on a.from_on <= m.as_of and a.until_on > m.as_of
    inner join core.network_scope as s on a.network_id = s.network_id
    where a.fact = 'company'
)

select
    p.as_of,
    p.network_id,
    'median_tenure_months' as indicator_id,
    percentile_cont(0.5) within group (order by t.months) as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    count(t.months) as n,
    case when count(t.months) > 0 then 'ok' else 'insufficient' end as status
from indicators.membership_presence as p
left join tenure as t on p.as_of = t.as_of and p.network_id = t.network_id
group by p.as_of, p.network_id
