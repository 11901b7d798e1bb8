with recorded as (
    select
        m.as_of,
        m.from_12m,
        t.network_id,
        t.first_on <= m.from_12m as has_12m
    from core.month as m
    inner join core.record_start as t on t.contract = 'gouvernance' and t.first_on <= m.as_of
),

seat_month as (
    select
        w.as_of,
        b.network_id,
        count(*) as seat_months,
        count(distinct b.seat_id) as seats
    from core.month_window as w
    inner join core.board_seat as b
        on b.started_on <= w.month_end and (b.ended_on is null or b.ended_on >= w.month_end)
    where w.months_back < 12
    group by w.as_of, b.network_id
),

board as (
    select
        r.as_of,
        r.network_id,
        r.has_12m,
        sum(case when b.started_on > r.from_12m and b.started_on <= r.as_of then 1 else 0 end)
        + sum(case when b.ended_on >= r.from_12m and b.ended_on < r.as_of then 1 else 0 end)
            as moves,
        sum(case
            when b.started_on <= r.as_of and (b.ended_on is null or b.ended_on >= r.as_of) then 1
            else 0
        end) as seats,
        sum(case
            when
                b.started_on <= r.as_of and (b.ended_on is null or b.ended_on >= r.as_of)
                and b.college = 'entreprise' then 1
            else 0
        end) as company_seats,
        sum(case
            when
                b.started_on <= r.as_of and b.ended_on >= r.as_of
                and b.ended_on <= last_day(r.as_of + interval 6 month) then 1
            else 0
        end) as ending_seats
    from recorded as r
    inner join core.board_seat as b on r.network_id = b.network_id
    group by r.as_of, r.network_id, r.has_12m
)

select
    b.as_of,
    b.network_id,
    'board_turnover_12m' as indicator_id,
    case when b.has_12m then b.moves / 2 end as numerator,
    case when b.has_12m then coalesce(s.seat_months, 0) / 12 end as denominator,
    coalesce(s.seats, 0) as n
from board as b
left join seat_month as s on b.as_of = s.as_of and b.network_id = s.network_id

union all

select
    as_of,
    network_id,
    'board_company_share' as indicator_id,
    company_seats as numerator,
    seats as denominator,
    seats as n
from board

union all

select
    as_of,
    network_id,
    'mandates_ending_6m_share' as indicator_id,
    ending_seats as numerator,
    seats as denominator,
    seats as n
from board
