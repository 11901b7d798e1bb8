-- How late each funder pays a scope at a month end, with its instalments by class of delay.
-- Parameters: as_of, network_id.
with delays as (
    select * from marts.funder_delay where as_of = $as_of and network_id = $network_id
),

instalments as (
    select * from core.instalment where due_eur > 0
),

scopes as (
    select * from core.network_scope where scope_id = $network_id
),

months as (
    select * from core.month where as_of = $as_of
),

ages as (
    select
        i.funder_name,
        i.funder_type,
        date_diff(
            'day',
            i.due_on,
            -- The rest of a partial payment is still late.
            case
                when i.paid_on <= m.as_of and coalesce(i.paid_eur, i.due_eur) >= i.due_eur
                    then i.paid_on
                else m.as_of
            end
        ) as days
    from instalments as i
    inner join scopes as s on i.network_id = s.network_id
    inner join months as m on i.due_on > m.from_24m and i.due_on <= m.as_of
),

classes as (
    select
        funder_name,
        funder_type,
        count(*) filter (where days <= 30) as up_to_30,
        count(*) filter (where days > 30 and days <= 60) as up_to_60,
        count(*) filter (where days > 60 and days <= 90) as up_to_90,
        count(*) filter (where days > 90 and days <= 180) as up_to_180,
        count(*) filter (where days > 180) as beyond
    from ages
    group by funder_name, funder_type
)

select
    d.as_of,
    d.funder_name,
    d.instalments,
    d.median_delay_days as value,
    d.p90_delay_days,
    d.over_60_days_share,
    d.unpaid_eur,
    c.up_to_30,
    c.up_to_60,
    c.up_to_90,
    c.up_to_180,
    c.beyond
from delays as d
inner join classes as c on d.funder_name = c.funder_name and d.funder_type = c.funder_type
order by d.median_delay_days desc, d.funder_name
