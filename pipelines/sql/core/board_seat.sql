select
    network_id,
    seat_id,
    role,
    college,
    started_on,
    ended_on
from staging.board_seat
