-- `ended_on` is the last day; nobody sits on the board of a network after its own last day.
select
    s.network_id,
    s.seat_id,
    s.role,
    s.college,
    s.started_on,
    nullif(
        least(coalesce(s.ended_on, date '9999-12-31'), coalesce(n.ended_on, date '9999-12-31')),
        date '9999-12-31'
    ) as ended_on
from staging.board_seat as s
left join core.network as n on s.network_id = n.network_id
where n.ended_on is null or s.started_on <= n.ended_on
