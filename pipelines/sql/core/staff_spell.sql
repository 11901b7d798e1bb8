-- A contract of the same agent renewed within 31 days is neither an exit nor an entry, whatever its
-- role: such contracts form one stay, and team flows are counted on stays. The days between start
-- on the day after `ended_on`, the last day.
-- readers: staff
with ordered as (
    select
        *,
        max(coalesce(ended_on, date '9999-12-31')) over (
            partition by network_id, agent_id
            order by started_on, coalesce(ended_on, date '9999-12-31'), role, contract_type
            rows between unbounded preceding and 1 preceding
        ) as ended_before
    from core.staff_contract
),

numbered as (
    select
        *,
        sum(case when days_between(ended_before, started_on) <= 32 then 0 else 1 end) over (
            partition by network_id, agent_id
            order by started_on, coalesce(ended_on, date '9999-12-31'), role, contract_type
            rows between unbounded preceding and current row
        ) as stay
    from ordered
),

ranked as (
    select
        *,
        row_number() over (
            partition by network_id, agent_id, stay
            order by coalesce(ended_on, date '9999-12-31') desc, started_on desc, contract_type
        ) as from_last,
        row_number() over (
            partition by network_id, agent_id, stay
            order by started_on, coalesce(ended_on, date '9999-12-31'), contract_type
        ) as from_first
    from numbered
)

select
    network_id,
    agent_id,
    min(started_on) as started_on,
    nullif(max(coalesce(ended_on, date '9999-12-31')), date '9999-12-31') as ended_on,
    max(case when from_first = 1 then contract_type end) as first_contract_type,
    max(case when from_last = 1 then contract_type end) as last_contract_type,
    max(case when from_last = 1 then exit_reason end) as exit_reason
from ranked
group by network_id, agent_id, stay
