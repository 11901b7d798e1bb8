-- Time from the filing of an application to the first payment of its grant, one row per granted
-- application. The two files share no number: the grant is the first one signed by the same funder
-- with the same network within 183 days of the decision; without one, `unmatched`. A reference may be
-- that of several grants, of other networks or funders.
-- readers: staff
with granted as (
    select * from core.application where decision = 'accorde'
),

signed as (
    select
        a.application_id,
        min(g.signed_on) as signed_on
    from granted as a
    inner join core.grant as g
        on
            a.network_id = g.network_id
            and a.funder_name = g.funder_name
            and g.signed_on >= a.decided_on
    where days_between(a.decided_on, g.signed_on) <= 183
    group by a.application_id
),

matched as (
    select
        a.application_id,
        min(g.reference) as reference,
        min(s.signed_on) as signed_on
    from granted as a
    inner join signed as s on a.application_id = s.application_id
    inner join core.grant as g
        on
            a.network_id = g.network_id
            and a.funder_name = g.funder_name
            and s.signed_on = g.signed_on
    group by a.application_id
),

paid as (
    select
        network_id,
        funder_name,
        reference,
        min(paid_on) as first_paid_on
    from core.instalment
    where paid_on is not null and paid_eur > 0
    group by network_id, funder_name, reference
)

select
    a.application_id,
    a.network_id,
    a.funder_name,
    a.funder_type,
    a.filed_on,
    a.decided_on,
    m.reference,
    m.signed_on,
    p.first_paid_on,
    days_between(a.filed_on, a.decided_on) as decision_days,
    days_between(a.filed_on, p.first_paid_on) as payment_days,
    case
        when m.reference is null then 'unmatched'
        when p.first_paid_on is null then 'waiting'
        else 'paid'
    end as status
from granted as a
left join matched as m on a.application_id = m.application_id
left join paid as p
    on a.network_id = p.network_id and a.funder_name = p.funder_name and m.reference = p.reference
