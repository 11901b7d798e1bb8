-- Figures that a network or the press published on it: declared, never mixed with computed ones.
-- Parameter: network_id.
select
    indicator,
    year,
    value,
    unit,
    source_url,
    source_date
from core.public_figure
where network_id = $network_id
order by year desc, indicator, value desc, source_url
