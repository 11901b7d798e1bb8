-- Breaches of the laws in a build: one for each law first, then by month. Read once every table is
-- made.
select
    b.law_id,
    b.network_id,
    n.name,
    b.as_of,
    b.detail
from quality.law_breach as b
left join core.network as n on b.network_id = n.network_id
order by
    row_number() over (partition by b.law_id order by b.as_of, b.network_id, b.detail),
    b.law_id
