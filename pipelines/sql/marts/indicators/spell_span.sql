-- Entries and exits of the twelve months, once per company, as spans of month ends like those of
-- stays; `newcomer`: joined between two years and one year ago, `kept` if the first membership of
-- that year lasted twelve months. A return within 90 days is inside a spell and is not an entry.
with spell as (
    select
        network_id,
        siren,
        started_on,
        lag(started_on) over (partition by network_id, siren order by started_on) as started_before,
        ended_on is null or ended_on >= started_on + interval '12' month as is_kept
    from core.membership_spell
),

fact as (
    select network_id, siren, 'join' as fact, cast(null as string) as class,
        last_day(started_on) as from_on,
        last_day(started_on + interval '12' month) as until_on
    from spell
    union all
    select network_id, siren, 'newcomer', case when is_kept then 'kept' else 'gone' end,
        greatest(
            last_day(started_on + interval '12' month),
            coalesce(last_day(started_before + interval '24' month), started_on)
        ),
        last_day(started_on + interval '24' month)
    from spell
    union all
    select network_id, siren, 'leave', reason, from_on, until_on
    from indicators.membership_exit
)

select network_id, siren, fact, class, from_on, until_on
from fact
where until_on > from_on
