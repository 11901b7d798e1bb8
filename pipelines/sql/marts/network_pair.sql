-- Who could work with whom: pairs of active networks, once each (`network_id` < `other_id`), at the
-- last month end. Counts are exact, or `secret` with a band: `few` (none, one or two), `some`
-- (three or more, hidden to protect others) or `any` (nothing may be published). `action_state`
-- over 24 months: `named` (one of them names the other in an action), `none` (one of them recorded
-- no action with another network, or names the other network of each), `common` (neither names the
-- other network on a date that both recorded), `unknown` (nor on other dates), `no_data`.
with judged as (
    select
        p.*,
        case
            when not p.has_members or p.companies + p.other_companies = 0 then 'no_data'
            when h.band is null then 'ok'
            else 'secret'
        end as member_status,
        h.band as member_band,
        case
            when not p.has_projects then 'no_data'
            when p.shared_partners < 3 then 'secret'
            else 'ok'
        end as partner_status
    from indicators.pair_network as p
    left join indicators.pair_network_secret as h
        on p.network_id = h.network_id and p.other_id = h.other_id
)

select
    as_of,
    network_id,
    other_id,
    case when has_members then companies end as companies,
    case when has_members then other_companies end as other_companies,
    case when member_status = 'ok' then shared_members end as shared_members,
    case when member_status = 'ok' then companies + other_companies - shared_members
    end as either_members,
    case
        when member_status = 'ok'
            then shared_members / cast(companies + other_companies - shared_members as double)
    end as jaccard,
    member_status,
    case when member_status = 'secret' then member_band end as member_band,
    case when partner_status = 'ok' then shared_partners end as shared_partners,
    partner_status,
    case when partner_status = 'secret' then 'few' end as partner_band,
    case when has_actions then action_count end as action_count,
    case when has_actions then other_action_count end as other_action_count,
    case when has_actions then common_date_count end as common_date_count,
    case when has_actions or named_count > 0 then named_count end as named_count,
    case
        when named_count > 0 then 'named'
        when not has_actions then 'no_data'
        when silent_count = 0 or other_silent_count = 0 then 'none'
        when common_date_count > 0 then 'common'
        else 'unknown'
    end as action_state
from judged
