-- Companies that entered a network between two years and one year ago, and those whose first membership
-- of that year lasted twelve months.
with newcomer as (
    select
        d.as_of,
        p.network_id,
        p.siren,
        case
            when p.ended_on is null or p.ended_on >= p.started_on + interval '12' month then 1
        end as is_kept,
        row_number() over (
            partition by d.as_of, p.network_id, p.siren order by p.started_on
        ) as from_first
    from core.month as d
    inner join core.membership_spell as p
        on p.started_on > d.from_24m and p.started_on <= d.from_12m
)

select
    as_of,
    network_id,
    count(*) as newcomers,
    count(is_kept) as kept
from newcomer
where from_first = 1
group by as_of, network_id
