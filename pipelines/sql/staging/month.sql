-- 48 month ends: three years of panel and, for each, a year before to compare with.
with numbered as (
    select
        m.month_index,
        last_day(b.as_of - to_months(cast(47 - m.month_index as integer))) as as_of
    from meta.build as b
    cross join range(48) as m (month_index)
)

select
    as_of,
    last_day(as_of - to_months(12)) as from_12m,
    last_day(as_of - to_months(24)) as from_24m,
    last_day(as_of - to_months(36)) as from_36m,
    last_day(as_of + to_months(12)) as to_12m,
    month_index
from numbered
