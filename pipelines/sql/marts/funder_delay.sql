-- How late each funder pays, on the instalments due in the 24 months before each month end; what is
-- unpaid runs until that day. 60 days is the legal term unless the agreement says otherwise (law
-- 2021-875, article 2). Under ten instalments a P90 is one payment, and is not given.
with due as (
    select
        m.as_of,
        s.scope_id,
        i.funder_type,
        i.funder_name,
        i.due_eur,
        i.paid_on is null or i.paid_on > m.as_of as is_unpaid,
        days_between(
            i.due_on, case when i.paid_on <= m.as_of then i.paid_on else m.as_of end
        ) as delay_days
    from core.month as m
    inner join core.instalment as i on i.due_on > m.from_24m and i.due_on <= m.as_of
    inner join core.network_scope as s on i.network_id = s.network_id
    where i.due_eur > 0
)

select
    as_of,
    scope_id as network_id,
    funder_type,
    funder_name,
    count(*) as instalments,
    sum(due_eur) as due_eur,
    sum(due_eur * delay_days) / sum(due_eur) as mean_delay_days,
    percentile_cont(0.5) within group (order by delay_days) as median_delay_days,
    case
        when count(*) >= 10 then percentile_cont(0.9) within group (order by delay_days)
    end as p90_delay_days,
    sum(case when delay_days > 60 then due_eur else 0 end) / sum(due_eur) as over_60_days_share,
    sum(case when is_unpaid then due_eur else 0 end) as unpaid_eur
from due
group by as_of, scope_id, funder_type, funder_name
