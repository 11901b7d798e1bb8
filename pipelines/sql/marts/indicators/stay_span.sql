-- Status of a company in a network from its stays: from a month end (`from_on`) to the first one at
-- which it no longer applies (`until_on`). `target`: a TPE or PME of the region, in a network with
-- declared divisions; `with_team`: in a network whose team is known; `year_ago`: a member twelve
-- months before.
with declaring as (
    select distinct network_id
    from core.network_division
),

team as (
    select
        r.network_id,
        greatest(min(r.first_on), min(c.started_on)) as known_on
    from core.record_start as r
    inner join core.staff_contract as c on r.network_id = c.network_id
    where r.contract = 'equipes'
    group by r.network_id
),

stay as (
    select
        m.network_id,
        m.siren,
        m.joined_on,
        m.left_on + interval '1' day as gone_on,
        m.college = 'entreprise' as is_company,
        c.size_class,
        c.is_in_region and c.size_class in ('TPE', 'PME') as is_sme
    from core.membership as m
    left join core.company as c on m.siren = c.siren
),

fact as (
    select network_id, siren, 'member' as fact, cast(null as string) as class,
        last_day(joined_on) as from_on, last_day(gone_on) as until_on
    from stay
    union all
    select s.network_id, s.siren, 'with_team', null,
        last_day(greatest(s.joined_on, t.known_on)), last_day(s.gone_on)
    from stay as s
    inner join team as t on s.network_id = t.network_id
    union all
    select network_id, siren, 'company', size_class, last_day(joined_on), last_day(gone_on)
    from stay where is_company
    union all
    select s.network_id, s.siren, 'target', null, last_day(s.joined_on), last_day(s.gone_on)
    from stay as s
    inner join declaring as d on s.network_id = d.network_id
    where s.is_company and s.is_sme
    union all
    select network_id, siren, 'year_ago', null,
        last_day(joined_on + interval '12' month), last_day(gone_on + interval '12' month)
    from stay where is_company
)

select
    network_id,
    siren,
    fact,
    class,
    from_on,
    coalesce(until_on, date '9999-12-31') as until_on
from fact
where until_on is null or until_on > from_on
