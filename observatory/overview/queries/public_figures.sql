-- Figures that networks or the press published: declared, never mixed with computed ones.
with figures as (
    select * from core.public_figure
),

networks as (
    select * from core.network
)

select
    f.network_id,
    n.name,
    n.status,
    f.indicator,
    f.year,
    f.value,
    f.unit,
    f.source_url,
    f.source_date
from figures as f
inner join networks as n on f.network_id = n.network_id
order by n.name collate fr, f.indicator, f.year desc, f.value desc
