-- What each network has sent, by file, and up to when. Dates after the panel's last month do not
-- show what has been received, so they do not count. A file is late if its last month is older than
-- its frequency allows; most have no frequency.
with panel as (
    select max(as_of) as as_of
    from core.month
),

sent as (
    select network_id, contract, last_on as day from staging.sent
    union all
    select network_id, 'subventions', signed_on from core.grant
    union all
    select network_id, 'versements', coalesce(paid_on, due_on) from core.instalment
),

summed as (
    select
        s.network_id,
        s.contract,
        count(*) as row_count,
        min(last_day(s.day)) filter (where s.day <= p.as_of) as first_month,
        max(last_day(s.day)) filter (where s.day <= p.as_of) as last_month,
        count(distinct last_day(s.day)) filter (where s.day <= p.as_of) as months_received
    from sent as s
    cross join panel as p
    group by s.network_id, s.contract
)

select
    n.network_id,
    c.contract,
    c.title,
    c.rank,
    coalesce(s.row_count, 0) as rows,
    s.first_month,
    s.last_month,
    coalesce(s.months_received, 0) as months_received,
    datediff('month', s.last_month, p.as_of) as months_behind,
    last_day(s.last_month + to_months(cast(c.late_after_months as int))) as due_on,
    case
        when s.row_count is null then 'absent'
        when datediff('month', s.last_month, p.as_of) > c.late_after_months then 'late'
        else 'received'
    end as status
from core.network as n
cross join reference.raw_file as c
cross join panel as p
left join summed as s on n.network_id = s.network_id and c.contract = s.contract
