-- Periods without a direction in the networks of a scope that overlap the five years before a month
-- end; a period that ended later is still open at that date. Parameters: as_of, network_id.
with vacancies as (
    select * from marts.direction_vacancy
),

scopes as (
    select * from core.network_scope where scope_id = $network_id
),

networks as (
    select * from core.network
)

select
    v.network_id,
    n.name,
    v.started_on,
    case when v.ended_on <= $as_of then v.ended_on end as ended_on,
    date_diff(
        'day',
        v.started_on,
        least(coalesce(v.ended_on, cast($as_of as date) + 1), cast($as_of as date) + 1)
    ) as days,
    greatest(v.started_on, cast($as_of as date) - interval 5 year) as shown_from,
    cast($as_of as date) - interval 5 year as window_from,
    v.ended_on <= $as_of and v.ended_on > cast($as_of as date) - interval 1 year as is_of_the_year
from vacancies as v
inner join scopes as s on v.network_id = s.network_id
inner join networks as n on v.network_id = n.network_id
where
    v.started_on <= $as_of
    and coalesce(v.ended_on, $as_of) > cast($as_of as date) - interval 5 year
    and ($network_id <> '*' or n.status = 'actif')
order by v.started_on desc, n.name
