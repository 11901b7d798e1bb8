-- Rows of the forecast whose columns are not in the order of a law. A law on a column that is not
-- in the table has no effect.
-- readers: staff
select
    o.law_id,
    f.as_of,
    f.network_id,
    concat(
        o.lower_column, ' = ', to_json(f) ->> o.lower_column, ' > ',
        o.upper_column, ' = ', to_json(f) ->> o.upper_column, ', mois ', f.months_ahead
    ) as detail
from marts.cash_forecast as f
cross join reference.law_order as o
where
    cast(to_json(f) ->> o.lower_column as double)
    > cast(to_json(f) ->> o.upper_column as double) + o.tolerance
