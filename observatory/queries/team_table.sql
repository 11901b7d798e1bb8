-- Teams and boards of the current networks at a month end, counts before rates. Parameters: as_of.
with indicator_values as (
    select * from marts.indicator_values where as_of = $as_of
),

networks as (
    select * from core.network where status = 'actif'
)

select
    n.network_id,
    n.name,
    max(v.value) filter (where v.indicator_id = 'headcount') as headcount,
    max(v.status) filter (where v.indicator_id = 'headcount') as headcount_status,
    max(v.value) filter (where v.indicator_id = 'team_entries_12m') as team_entries_12m,
    max(v.status) filter (where v.indicator_id = 'team_entries_12m') as team_entries_12m_status,
    max(v.value) filter (where v.indicator_id = 'team_exits_12m') as team_exits_12m,
    max(v.status) filter (where v.indicator_id = 'team_exits_12m') as team_exits_12m_status,
    max(v.value) filter (where v.indicator_id = 'team_exit_share_12m') as team_exit_share_12m,
    max(v.status) filter (where v.indicator_id = 'team_exit_share_12m')
        as team_exit_share_12m_status,
    max(v.low) filter (where v.indicator_id = 'team_exit_share_12m') as exit_low,
    max(v.high) filter (where v.indicator_id = 'team_exit_share_12m') as exit_high,
    max(v.value) filter (where v.indicator_id = 'team_turnover_36m') as team_turnover_36m,
    max(v.status) filter (where v.indicator_id = 'team_turnover_36m') as team_turnover_36m_status,
    max(v.value) filter (where v.indicator_id = 'key_person_share') as key_person_share,
    max(v.status) filter (where v.indicator_id = 'key_person_share') as key_person_share_status,
    max(v.value) filter (where v.indicator_id = 'director_vacant_days_12m')
        as director_vacant_days_12m,
    max(v.status) filter (where v.indicator_id = 'director_vacant_days_12m')
        as director_vacant_days_12m_status,
    max(v.value) filter (where v.indicator_id = 'board_turnover_12m') as board_turnover_12m,
    max(v.status) filter (where v.indicator_id = 'board_turnover_12m') as board_turnover_12m_status,
    case max(v.value) filter (where v.indicator_id = 'double_break_12m')
        when 0 then 'non'
        when 1 then 'oui'
    end as double_break
from indicator_values as v
inner join networks as n on v.network_id = n.network_id
group by n.network_id, n.name
having count(case when v.indicator_id = 'headcount' and v.status <> 'no_data' then 1 end) > 0
order by director_vacant_days_12m desc nulls last, team_exits_12m desc nulls last, n.name
