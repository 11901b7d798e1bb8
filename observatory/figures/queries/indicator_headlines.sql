-- Values of one network (or '*') at a month end, with the same values twelve months before and, for
-- what is also counted by territory, the share within the region.
-- Parameters: as_of, network_id, indicators (list of ids).
with months as (
    select * from core.month where as_of = $as_of
),

indicator_values as (
    select *
    from marts.indicator_values
    where network_id = $network_id and indicator_id in (select unnest($indicators))
),

in_region as (
    select as_of, indicator_id, value
    from marts.territory_values
    where
        level = 'region'
        and network_id = $network_id
        and indicator_id in ('companies_active', 'members_active')
        and status = 'ok'
)

select
    v.as_of,
    v.indicator_id,
    v.value,
    v.numerator,
    v.denominator,
    v.n,
    v.status,
    v.low,
    v.high,
    b.value as value_before,
    b.numerator as numerator_before,
    b.denominator as denominator_before,
    b.n as n_before,
    b.status as status_before,
    r.value as in_region
from indicator_values as v
inner join months as m on v.as_of = m.as_of
left join indicator_values as b on m.from_12m = b.as_of and v.indicator_id = b.indicator_id
left join in_region as r on v.as_of = r.as_of and v.indicator_id = r.indicator_id
order by v.indicator_id
