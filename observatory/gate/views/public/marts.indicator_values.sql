-- The pipeline decides what is rounded or withheld (method/disclosure.yaml). Here: only the indicators
-- that the catalogue opens, and for reserved ones the totals over all networks. A figure bound to the
-- secrecy of the territories keeps its published value in the months where theirs is kept.
with kept as (
    select distinct as_of, indicator_id from published.marts.indicator_public_held
),

shown as (
    select p.*
    from published.marts.indicator_public as p
    left join kept as k on p.as_of = k.as_of and p.indicator_id = k.indicator_id
    where k.as_of is null
    union all
    select *
    from published.marts.indicator_public_held
)

select s.*
from shown as s
inner join gate.indicator as i on s.indicator_id = i.indicator_id
where i.viewer = 'public' or s.network_id = '*'
