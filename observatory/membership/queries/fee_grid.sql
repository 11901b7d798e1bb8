-- Annual fees of the companies active at a month end, by size class.
-- Parameters: as_of, network_id.
select
    as_of,
    size_class,
    companies,
    with_fee,
    median_fee_eur as value,
    low_fee_eur,
    high_fee_eur,
    total_fee_eur
from marts.fee_grid
where as_of = $as_of and network_id = $network_id
order by case size_class when 'TPE' then 1 when 'PME' then 2 when 'ETI' then 3 when 'GE' then 4 else 5 end
