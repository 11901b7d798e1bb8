-- Rotation as defined by DARES: half of entries and exits over the mean headcount; over three years
-- it is given per year.
with agent_month as (
    select
        w.as_of,
        w.months_back,
        c.network_id,
        c.agent_id,
        bool_or(c.contract_type = 'CDI') as is_permanent
    from core.month_window as w
    inner join core.staff_contract as c
        on c.started_on <= w.month_end and (c.ended_on is null or c.ended_on >= w.month_end)
    group by w.as_of, w.months_back, c.network_id, c.agent_id
),

headcount as (
    select
        as_of,
        network_id,
        count(*) filter (where months_back < 12) as agent_months_12m,
        count(*) as agent_months_36m,
        count(*) filter (where is_permanent) as permanent_months_36m,
        count(distinct agent_id) filter (where months_back < 12) as agents_12m,
        count(distinct agent_id) as agents_36m
    from agent_month
    group by as_of, network_id
),

team as (
    select
        f.*,
        coalesce(h.agent_months_12m, 0) as agent_months_12m,
        coalesce(h.agent_months_36m, 0) as agent_months_36m,
        coalesce(h.permanent_months_36m, 0) as permanent_months_36m,
        coalesce(h.agents_12m, 0) as agents_12m,
        coalesce(h.agents_36m, 0) as agents_36m
    from indicators.staff_flow as f
    left join headcount as h on f.as_of = h.as_of and f.network_id = h.network_id
),

parts as (
    select
        as_of, network_id, 'team_entries_12m' as indicator_id, has_12m as is_known,
        entries_12m as above, cast(null as double) as below, agents_12m as n
    from team
    union all
    select
        as_of, network_id, 'team_exits_12m' as indicator_id, has_12m as is_known,
        exits_12m as above, cast(null as double) as below, agents_12m as n
    from team
    union all
    select
        as_of, network_id, 'team_exits_chosen_12m' as indicator_id,
        has_12m and (exits_12m = 0 or explained_exits_12m > 0) as is_known,
        chosen_exits_12m as above, cast(null as double) as below, explained_exits_12m as n
    from team
    union all
    select
        as_of, network_id, 'team_turnover_12m' as indicator_id,
        has_12m as is_known,
        (entries_12m + exits_12m) / 2 as above, agent_months_12m / 12 as below,
        agents_12m as n
    from team
    union all
    select
        as_of, network_id, 'team_turnover_36m' as indicator_id,
        has_36m as is_known,
        (entries_36m + exits_36m) / 2 as above, agent_months_36m / 12 as below,
        agents_36m as n
    from team
    union all
    select
        as_of, network_id, 'team_exit_share_12m' as indicator_id,
        has_12m as is_known, gone as above, present as below, present as n
    from team
    union all
    select
        as_of, network_id, 'permanent_exit_rate_36m' as indicator_id,
        has_36m as is_known,
        permanent_exits_36m as above, permanent_months_36m / 36 as below,
        agents_36m as n
    from team
)

select
    as_of,
    network_id,
    indicator_id,
    case when is_known then above end as numerator,
    case when is_known then below end as denominator,
    n
from parts
