-- Months that the public still reads as first published, not as computed today, by group of figures.
select
    scope,
    count(*) as months,
    min(released_on) as first_on,
    max(released_on) as last_on
from marts.public_release
where is_held
group by scope
order by scope
