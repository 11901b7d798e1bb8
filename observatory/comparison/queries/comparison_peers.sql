-- Median and mean of a group of networks, month by month; nothing below three networks, when a
-- median would be one network's figure. Parameters: until, peers, indicators (lists of ids).
with judged as (
    select
        as_of,
        indicator_id,
        count(case when status = 'ok' then 1 end) as networks,
        percentile_cont(0.5) within group (order by case when status = 'ok' then value end)
            as median,
        avg(case when status = 'ok' then value end) as mean
    from marts.indicator_values
    where
        as_of <= $until
        and network_id in (select unnest($peers))
        and indicator_id in (select unnest($indicators))
    group by as_of, indicator_id
)

select
    as_of,
    indicator_id,
    networks,
    case when networks >= 3 then median end as median,
    case when networks >= 3 then mean end as mean,
    case when networks >= 3 then 'ok' when networks > 0 then 'insufficient' else 'no_data' end
        as status
from judged
order by indicator_id, as_of
