-- Share of companies on the board over their share among members, for the networks that have sent
-- both files: 1 is parity, less is under-representation.
with board as (
    select
        as_of,
        network_id,
        numerator as company_seats,
        denominator as seats
    from indicators.part_board
    where indicator_id = 'board_company_share'
),

members as (
    select
        as_of,
        network_id,
        cast(sum(case when fact = 'member' then companies end) as double) as members,
        sum(case when fact = 'company' then companies else 0 end) as companies
    from indicators.scope_count
    where fact in ('member', 'company')
    group by as_of, network_id
),

pooled as (
    select
        b.as_of,
        s.scope_id,
        sum(b.company_seats) / nullif(sum(b.seats), 0) as board_share,
        sum(m.companies) / nullif(sum(m.members), 0) as member_share,
        sum(b.seats) as seats
    from board as b
    inner join indicators.known_file as k
        on b.as_of = k.as_of and b.network_id = k.scope_id
        and k.indicator_id = 'board_company_parity'
    left join members as m on b.as_of = m.as_of and b.network_id = m.network_id
    inner join core.network_scope as s on b.network_id = s.network_id
    group by b.as_of, s.scope_id
),

judged as (
    select
        *,
        board_share is not null and member_share > 0 as is_ok
    from pooled
)

select
    as_of,
    scope_id as network_id,
    'board_company_parity' as indicator_id,
    case when is_ok then board_share / member_share end as value,
    case when is_ok then board_share end as numerator,
    case when is_ok then member_share end as denominator,
    cast(seats as bigint) as n,
    case when is_ok then 'ok' else 'insufficient' end as status
from judged
