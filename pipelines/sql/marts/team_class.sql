-- Rotation over three years as a class: the only information on a team of one to five people for
-- readers who may not see its figure. Bounds are those of the catalogue.
select
    v.as_of,
    v.network_id,
    case
        when v.status <> 'ok' then null
        when v.value < i.safe then 'basse'
        when v.value < i.critical then 'moyenne'
        else 'haute'
    end as turnover_class,
    v.status
from marts.indicator_values as v
inner join reference.indicator as i on v.indicator_id = i.indicator_id
where v.indicator_id = 'team_turnover_36m' and v.network_id <> '*'
