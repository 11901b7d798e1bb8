-- Funders named in a file, with the number of agreements under their name and how many of them have a
-- SIREN, by which a funder signs in and sees them.
with grants as (
    select
        funder_name,
        count(*) as agreements,
        count(funder_siret) as identified
    from core.grant
    group by funder_name
),

named as (
    select funder_name from grants
    union
    select funder_name from core.application
    union
    select funder_name from core.instalment
)

select
    n.funder_name,
    coalesce(g.agreements, 0) as agreements,
    coalesce(g.identified, 0) as identified
from named as n
left join grants as g on n.funder_name = g.funder_name
where n.funder_name is not null
order by n.funder_name collate fr
