-- Stays that start and end over twelve and thirty-six months, and outcome of the agents present a
-- year before. An exit is on the day after the last one. Flows are unknown if the record starts
-- inside the window.
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

stay as (
    select
        r.*,
        s.agent_id,
        s.last_contract_type,
        s.exit_reason,
        s.started_on > r.from_12m and s.started_on <= r.as_of as enters_12m,
        s.started_on > r.from_36m and s.started_on <= r.as_of as enters_36m,
        s.ended_on >= r.from_12m and s.ended_on < r.as_of as exits_12m,
        s.ended_on >= r.from_36m and s.ended_on < r.as_of as exits_36m,
        s.started_on <= r.from_12m and coalesce(s.ended_on >= r.from_12m, true) as was_there
    from recorded as r
    inner join core.staff_spell as s on r.network_id = s.network_id
)

select
    as_of,
    network_id,
    has_12m,
    has_36m,
    count(*) filter (where enters_12m) as entries_12m,
    count(*) filter (where exits_12m) as exits_12m,
    count(*) filter (where exits_12m and exit_reason is not null) as explained_exits_12m,
    count(*) filter (where exits_12m and exit_reason in ('demission', 'mobilite'))
        as chosen_exits_12m,
    count(*) filter (where enters_36m) as entries_36m,
    count(*) filter (where exits_36m) as exits_36m,
    count(*) filter (where exits_36m and last_contract_type = 'CDI') as permanent_exits_36m,
    count(distinct agent_id) filter (where was_there) as present,
    count(distinct agent_id) filter (where was_there and exits_12m) as gone
from stay
group by as_of, network_id, has_12m, has_36m
