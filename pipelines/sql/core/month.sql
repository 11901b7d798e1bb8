select
    as_of,
    from_12m,
    from_24m,
    from_36m,
    to_12m,
    month_index
from staging.month
