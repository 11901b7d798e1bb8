-- Periods with nobody in the direction of a network that touch the five years before a month end; one
-- that a later month ends is still open then. Parameters: as_of, network_id.
with vacancy as (
    select * from marts.direction_vacancy
)

select
    started_on,
    case when ended_on <= $as_of then ended_on end as ended_on,
    date_diff(
        'day', started_on, least(coalesce(ended_on, cast($as_of as date) + 1), cast($as_of as date) + 1)
    ) as days
from vacancy
where
    network_id = $network_id
    and started_on <= $as_of
    and coalesce(ended_on, $as_of) > cast($as_of as date) - interval 5 year
order by started_on desc
