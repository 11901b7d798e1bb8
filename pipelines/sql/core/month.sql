select
    as_of,
    last_day(as_of - interval '12' month) as from_12m,
    last_day(as_of - interval '24' month) as from_24m,
    last_day(as_of - interval '36' month) as from_36m,
    last_day(as_of + interval '12' month) as to_12m,
    month_index
from staging.month
