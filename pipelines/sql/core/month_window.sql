-- The 36 month ends up to each month of the panel, included (months_back = 0): means over month
-- ends need them even before the panel's first month.
-- readers: staff
with counted as (
    select
        m.as_of,
        b.month_index as months_back,
        year(m.as_of) * 12 + month(m.as_of) - 1 - b.month_index as month_number
    from core.month as m
    cross join core.month as b
    where b.month_index < 36
)

select
    as_of,
    months_back,
    last_day(make_date(
        cast(floor(month_number / 12) as int), cast(month_number % 12 + 1 as int), 1
    )) as month_end
from counted
