-- Start of the record of people in each network: the first line of their files, or the day up to
-- which people who had left were purged, since earlier months would lack them.
-- readers: staff
with first_line as (
    select
        network_id,
        'equipes' as contract,
        min(started_on) as first_on
    from core.staff_contract
    group by network_id
    union all
    select
        network_id,
        'gouvernance' as contract,
        min(started_on) as first_on
    from core.board_seat
    group by network_id
)

select
    f.network_id,
    f.contract,
    greatest(f.first_on, coalesce(r.people_since, f.first_on)) as first_on
from first_line as f
cross join meta.build as r
