-- Who funds whom: amounts of the grants signed in the 12 months before each month end, by funder
-- and network. A network is named if it receives at least 3 % of the total and is among the first
-- twelve, a funder if it gives at least 3 %; the rest is `'*'` (others), unless only one remains. A
-- grant over several years counts in full on the day it is signed.
with signed as (
    select
        m.as_of,
        g.funder_name,
        min(g.funder_type) as funder_type,
        g.network_id,
        steady_sum(g.amount_eur) as signed_eur,
        count(*) as grant_count
    from core.month as m
    inner join core.grant as g on g.signed_on > m.from_12m and g.signed_on <= m.as_of
    where g.network_id is not null and g.funder_name is not null and g.amount_eur > 0
    group by m.as_of, g.funder_name, g.network_id
),

whole as (
    select as_of, steady_sum(signed_eur) as total_eur from signed group by as_of
),

of_network as (
    select as_of, network_id, steady_sum(signed_eur) as network_eur
    from signed
    group by as_of, network_id
),

of_funder as (
    select as_of, funder_name, steady_sum(signed_eur) as funder_eur
    from signed
    group by as_of, funder_name
),

summed as (
    select s.*, w.total_eur, n.network_eur, f.funder_eur
    from signed as s
    inner join whole as w on s.as_of = w.as_of
    inner join of_network as n on s.as_of = n.as_of and s.network_id = n.network_id
    inner join of_funder as f on s.as_of = f.as_of and s.funder_name = f.funder_name
),

ranked as (
    select
        *,
        dense_rank() over (partition by as_of order by network_eur desc, network_id) as network_place
    from summed
),

judged as (
    select
        *,
        network_eur < 0.03 * total_eur or network_place > 12 as is_small_network,
        funder_eur < 0.03 * total_eur as is_small_funder
    from ranked
),

small as (
    select
        as_of,
        count(distinct case when is_small_network then network_id end) as small_networks,
        count(distinct case when is_small_funder then funder_name end) as small_funders
    from judged
    group by as_of
)

select
    j.as_of,
    j.funder_name,
    j.funder_type,
    j.network_id,
    j.signed_eur,
    j.grant_count,
    case
        when j.is_small_funder and s.small_funders > 1 then '*' else j.funder_name
    end as funder_group,
    case
        when j.is_small_network and s.small_networks > 1 then '*' else j.network_id
    end as network_group
from judged as j
inner join small as s on j.as_of = s.as_of
