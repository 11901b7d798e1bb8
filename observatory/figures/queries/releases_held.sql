-- What the public reads as it was shown, and not as it is today: months by kind of figures.
select
    scope,
    count(*) as months,
    min(released_on) as first_on,
    max(released_on) as last_on
from marts.public_release
where is_held
group by scope
order by scope
