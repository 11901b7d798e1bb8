-- Funders, with the number of agreements under their name and how many of them have a SIREN, by which
-- a funder signs in and sees them.
select
    funder_name,
    count(*) as agreements,
    count(funder_siret) as identified
from core.grant
where funder_name is not null
group by funder_name
order by funder_name collate fr
