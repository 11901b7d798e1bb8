-- Overlapping or adjacent lines of one company in one college of a network are one stay, so that a
-- company is never counted twice. A change of college is an exit and an entry, so that history does
-- not change. `left_on` is the last day; no membership lasts longer than its network.
-- readers: staff
with lived as (
    select
        s.*,
        least(
            coalesce(s.left_on, date '9999-12-31'), coalesce(n.ended_on, date '9999-12-31')
        ) as last_on
    from staging.membership as s
    left join core.network as n on s.network_id = n.network_id
    where n.ended_on is null or s.joined_on <= n.ended_on
),

ordered as (
    select
        *,
        max(last_on) over (
            partition by network_id, siren, college
            order by joined_on, last_on, coalesce(siret, '')
            rows between unbounded preceding and 1 preceding
        ) as last_before
    from lived
),

numbered as (
    select
        *,
        sum(case when days_between(last_before, joined_on) <= 1 then 0 else 1 end) over (
            partition by network_id, siren, college
            order by joined_on, last_on, coalesce(siret, '')
            rows between unbounded preceding and current row
        ) as stay
    from ordered
),

ranked as (
    select
        *,
        row_number() over (
            partition by network_id, siren, college, stay
            order by last_on desc, joined_on desc, coalesce(siret, '')
        ) as from_last,
        -- If two sites leave together, the one that gives a reason counts.
        row_number() over (
            partition by network_id, siren, college, stay
            order by
                last_on desc,
                case when trim(coalesce(leave_reason, '')) = '' then 1 else 0 end,
                joined_on desc,
                coalesce(siret, '')
        ) as from_last_said
    from numbered
)

select
    network_id,
    siren,
    max(case when from_last = 1 then siret end) as siret,
    college,
    min(joined_on) as joined_on,
    nullif(max(last_on), date '9999-12-31') as left_on,
    max(case when from_last_said = 1 then leave_reason end) as leave_reason,
    max(case when from_last = 1 then annual_fee_eur end) as annual_fee_eur
from ranked
group by network_id, siren, college, stay
