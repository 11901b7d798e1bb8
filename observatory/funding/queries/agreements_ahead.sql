-- Agreements running at a month end that end in the 12 months after it; one signed later was not
-- known then. Parameters: as_of, network_id.
with grants as (
    select * from core.grant
),

scopes as (
    select * from core.network_scope where scope_id = $network_id
),

networks as (
    select * from core.network
)

select
    g.ended_on,
    n.network_id,
    n.name,
    g.funder_name,
    g.purpose,
    g.amount_eur,
    g.duration_months
from grants as g
inner join scopes as s on g.network_id = s.network_id
inner join networks as n on g.network_id = n.network_id
where
    g.signed_on <= $as_of and g.started_on <= $as_of
    and g.ended_on >= $as_of and g.ended_on <= last_day(cast($as_of as date) + interval 12 month)
order by g.ended_on, n.name
