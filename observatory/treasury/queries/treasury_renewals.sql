-- Amounts of the agreements running at a month end, by funder: those that end within 12 months are to
-- be renewed, the others are signed beyond. Parameters: as_of, network_id ('*' for all).
with grants as (
    select * from core.grant
),

scopes as (
    select * from core.network_scope where scope_id = $network_id
),

months as (
    select * from core.month where as_of = $as_of
)

select
    g.funder_name,
    count(*) as agreements,
    count(*) filter (where g.ended_on <= m.to_12m) as ending,
    sum(g.amount_eur) as value,
    coalesce(sum(g.amount_eur) filter (where g.ended_on <= m.to_12m), 0) as ending_eur,
    coalesce(sum(g.amount_eur) filter (where g.ended_on > m.to_12m), 0) as signed_eur,
    min(g.ended_on) as next_end
from grants as g
inner join scopes as s on g.network_id = s.network_id
inner join months as m
    on g.signed_on <= m.as_of and g.started_on <= m.as_of and g.ended_on >= m.as_of
where g.amount_eur > 0
group by g.funder_name
order by ending_eur desc, value desc, g.funder_name
