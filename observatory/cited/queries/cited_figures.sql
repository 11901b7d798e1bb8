-- Published figures of territories, the latest year of each first. No parameter.
select
    t.name,
    r.territory_level,
    r.indicator,
    r.year,
    r.value,
    r.unit,
    r.source_url
from core.reference_figure as r
inner join core.territory as t on r.territory_level = t.level and r.territory_code = t.code
order by r.year desc, t.name, r.indicator
