-- Indicators for which the reader may read at least one network's value at a month end.
-- Parameter: as_of.
select
    indicator_id,
    count(*) as networks
from marts.indicator_values
where as_of = $as_of and network_id <> '*' and status = 'ok'
group by indicator_id
order by indicator_id
