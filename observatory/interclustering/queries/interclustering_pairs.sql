-- Pairs of active networks, those with most companies in common first, then most partners.
-- Parameter: network_id ('*' for every pair).
select
    p.as_of,
    p.network_id || '.' || p.other_id as id,
    p.network_id,
    p.other_id,
    a.name,
    b.name as other_name,
    p.companies,
    p.other_companies,
    p.shared_members,
    p.member_status,
    p.member_band,
    p.jaccard as value,
    p.shared_members as numerator,
    p.either_members as denominator,
    p.either_members as n,
    cast(null as double) as low,
    p.member_status as status,
    p.shared_partners,
    p.partner_status,
    p.action_count,
    p.other_action_count,
    p.common_date_count,
    p.named_count,
    p.action_state
from marts.network_pair as p
inner join core.network as a on p.network_id = a.network_id
inner join core.network as b on p.other_id = b.network_id
where $network_id = '*' or $network_id in (p.network_id, p.other_id)
order by p.jaccard desc nulls last, p.shared_partners desc nulls last, a.name, b.name
