-- Rotation as DARES counts it: half of entries and exits over the mean headcount; over three years
-- it is said a year. A record that begins inside the window does not tell it.
with recorded as (
    select
        m.as_of,
        m.from_12m,
        m.from_36m,
        t.network_id,
        t.first_on <= m.from_12m as has_12m,
        t.first_on <= m.from_36m as has_36m
    from core.month as m
    inner join core.record_start as t on t.contract = 'equipes' and t.first_on <= m.as_of
),

agent_month as (
    select
        w.as_of,
        w.months_back,
        c.network_id,
        c.agent_id,
        max(case when c.contract_type = 'CDI' then 1 else 0 end) as is_permanent
    from core.month_window as w
    inner join core.staff_contract as c
        on c.started_on <= w.month_end and (c.ended_on is null or c.ended_on > w.month_end)
    group by w.as_of, w.months_back, c.network_id, c.agent_id
),

headcount as (
    select
        c.as_of,
        c.network_id,
        sum(case when c.months_back < 12 then 1 else 0 end) as agent_months_12m,
        count(*) as agent_months_36m,
        sum(c.is_permanent) as permanent_months_36m,
        count(distinct case when c.months_back < 12 then c.agent_id end) as agents_12m,
        count(distinct c.agent_id) as agents_36m
    from agent_month as c
    group by c.as_of, c.network_id
),

flow as (
    select
        r.as_of,
        r.network_id,
        sum(case when s.started_on > r.from_12m and s.started_on <= r.as_of then 1 else 0 end)
            as entries_12m,
        sum(case when s.ended_on > r.from_12m and s.ended_on <= r.as_of then 1 else 0 end)
            as exits_12m,
        sum(case when s.started_on > r.from_36m and s.started_on <= r.as_of then 1 else 0 end)
            as entries_36m,
        sum(case when s.ended_on > r.from_36m and s.ended_on <= r.as_of then 1 else 0 end)
            as exits_36m,
        sum(case
            when
                s.last_contract_type = 'CDI'
                and s.ended_on > r.from_36m and s.ended_on <= r.as_of then 1
            else 0
        end) as permanent_exits_36m,
        count(distinct case
            when
                s.started_on <= r.from_12m
                and (s.ended_on is null or s.ended_on > r.from_12m) then s.agent_id
        end) as present,
        count(distinct case
            when
                s.started_on <= r.from_12m
                and s.ended_on > r.from_12m and s.ended_on <= r.as_of then s.agent_id
        end) as gone
    from recorded as r
    inner join core.staff_spell as s on r.network_id = s.network_id
    group by r.as_of, r.network_id
),

team as (
    select
        r.as_of,
        r.network_id,
        r.has_12m,
        r.has_36m,
        coalesce(h.agent_months_12m, 0) as agent_months_12m,
        coalesce(h.agent_months_36m, 0) as agent_months_36m,
        coalesce(h.permanent_months_36m, 0) as permanent_months_36m,
        coalesce(h.agents_12m, 0) as agents_12m,
        coalesce(h.agents_36m, 0) as agents_36m,
        f.entries_12m,
        f.exits_12m,
        f.entries_36m,
        f.exits_36m,
        f.permanent_exits_36m,
        f.present,
        f.gone
    from recorded as r
    inner join flow as f on r.as_of = f.as_of and r.network_id = f.network_id
    left join headcount as h on r.as_of = h.as_of and r.network_id = h.network_id
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
        as_of, network_id, 'team_turnover_12m' as indicator_id,
        has_12m and agent_months_12m > 0 as is_known,
        (entries_12m + exits_12m) / 2 as above, agent_months_12m / 12 as below,
        agents_12m as n
    from team
    union all
    select
        as_of, network_id, 'team_turnover_36m' as indicator_id,
        has_36m and agent_months_36m > 0 as is_known,
        (entries_36m + exits_36m) / 2 as above, agent_months_36m / 12 as below,
        agents_36m as n
    from team
    union all
    select
        as_of, network_id, 'team_exit_share_12m' as indicator_id,
        has_12m and present > 0 as is_known, gone as above, present as below, present as n
    from team
    union all
    select
        as_of, network_id, 'permanent_exit_rate_36m' as indicator_id,
        has_36m and permanent_months_36m > 0 as is_known,
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
