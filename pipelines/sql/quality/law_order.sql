-- Rows of the forecast whose columns are not in the order of a law. A law on a column that is not
-- in the table has no effect.
-- readers: staff
with forecast as (
    select
        as_of,
        network_id,
        months_ahead,
        to_json(f) as columns
    from marts.cash_forecast as f
)

select
    o.law_id,
    f.as_of,
    f.network_id,
    concat(
        o.lower_column, ' = ', f.columns ->> o.lower_column, ' > ',
        o.upper_column, ' = ', f.columns ->> o.upper_column, ', mois ', f.months_ahead
    ) as detail
from forecast as f
cross join reference.law_order as o
where
    cast(f.columns ->> o.lower_column as double)
    > cast(f.columns ->> o.upper_column as double) + o.tolerance
