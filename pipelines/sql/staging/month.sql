-- 48 month ends: three years of panel, and one year before to compare with.
select
    m.month_index,
    last_day(b.as_of - to_months(cast(47 - m.month_index as integer))) as as_of
from meta.build as b
cross join range(48) as m (month_index)
