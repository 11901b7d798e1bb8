-- Payment delays of each funder, for the instalments due in the 24 months before each month end,
-- part by part; unpaid parts run until that day. 60 days is the legal term unless the agreement
-- says otherwise (law 2021-875, article 2). Under ten instalments the P90 is a single payment, and
-- is not given.
-- readers: staff
with due as (
    select
        d.as_of,
        s.scope_id,
        d.funder_type,
        d.funder_name,
        d.part_eur,
        d.is_unpaid,
        d.is_last_part,
        d.delay_days
    from indicators.due_part as d
    inner join core.network_scope as s on d.network_id = s.network_id
    where d.is_recent
)

select
    as_of,
    scope_id as network_id,
    funder_type,
    funder_name,
    count(case when is_last_part then 1 end) as instalments,
    steady_sum(part_eur) as due_eur,
    steady_sum(part_eur * delay_days) / steady_sum(part_eur) as mean_delay_days,
    percentile_cont(0.5) within group (order by delay_days) as median_delay_days,
    case
        when count(*) >= 10 then percentile_cont(0.9) within group (order by delay_days)
    end as p90_delay_days,
    steady_sum(case when delay_days > 60 then part_eur else 0 end) / steady_sum(part_eur) as over_60_days_share,
    steady_sum(case when is_unpaid then part_eur else 0 end) as unpaid_eur
from due
group by as_of, scope_id, funder_type, funder_name
