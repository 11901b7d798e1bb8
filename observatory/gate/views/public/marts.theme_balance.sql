-- All networks together. Projects, refused ones among them, are counted when every theme that has
-- some has those of three networks: the shares of the others would give the one that is missing.
select
    b.as_of,
    b.network_id,
    b.theme,
    b.actions,
    b.counted_actions,
    b.attendees,
    b.small_firm_attendees,
    b.counted_attendees,
    b.sme_share,
    case when s.networks >= 3 then b.projects end as projects,
    case when s.networks >= 3 then b.project_networks end as project_networks,
    b.action_share,
    case when s.networks >= 3 then b.project_share end as project_share
from published.marts.theme_balance as b
inner join (
    select
        as_of,
        min(case when projects > 0 then project_networks end) as networks
    from published.marts.theme_balance
    where network_id = '*'
    group by as_of
) as s on b.as_of = s.as_of
where b.network_id = '*'
