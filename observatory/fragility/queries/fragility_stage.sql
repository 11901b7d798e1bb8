-- The rules of the stage for one network at a month end, and what is missing for the next one.
-- Parameters: as_of, network_id.
select
    s.stage,
    s.observed_stage,
    s.declared_stage,
    c.measure,
    c.value,
    c.launch_below,
    c.growth_from,
    c.is_launch,
    c.is_growth,
    c.gap_to_leave_launch,
    c.gap_to_growth
from marts.fragility_stage as s
inner join marts.fragility_stage_criterion as c
    on s.as_of = c.as_of and s.network_id = c.network_id
where s.as_of = $as_of and s.network_id = $network_id
order by c.measure
