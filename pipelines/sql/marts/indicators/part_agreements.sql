-- An agreement is running at the month end if it is signed, has started and is not over. Without a
-- known duration it is in neither term of a share.
with signed as (
    select
        m.as_of,
        g.network_id,
        g.amount_eur,
        g.duration_months,
        g.amount_eur * least(1, 12 / g.duration_months) as yearly_eur,
        g.started_on <= m.as_of and g.ended_on >= m.as_of and g.duration_months > 0 as is_running,
        g.ended_on <= last_day(m.as_of + interval 6 month) as is_ending
    from core.month as m
    inner join core.grant as g on g.signed_on <= m.as_of
    where g.network_id is not null
),

summed as (
    select
        as_of,
        network_id,
        steady_sum(case when is_running then amount_eur else 0 end) as amount_eur,
        steady_sum(case when is_running and duration_months <= 12 then amount_eur else 0 end)
            as annual_eur,
        steady_sum(case when is_running and is_ending then yearly_eur else 0 end) as ending_eur,
        sum(case when is_running then 1 else 0 end) as agreements
    from signed
    group by as_of, network_id
),

income as (
    select
        as_of,
        network_id,
        denominator as income_eur
    from indicators.part_accounts
    where indicator_id = 'public_dependency'
)

select
    as_of,
    network_id,
    'annual_agreement_share' as indicator_id,
    annual_eur as numerator,
    amount_eur as denominator,
    agreements as n
from summed

union all

select
    s.as_of,
    s.network_id,
    'renewal_exposure_6m' as indicator_id,
    case when i.income_eur is not null then s.ending_eur end as numerator,
    i.income_eur as denominator,
    s.agreements as n
from summed as s
left join income as i on s.as_of = i.as_of and s.network_id = i.network_id
