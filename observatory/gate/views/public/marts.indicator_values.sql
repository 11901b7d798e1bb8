-- What leaves, rounded or secret, is the pipeline's work (method/disclosure.yaml): here, only what the
-- catalogue opens, and of what it reserves the totals of all networks. A figure that follows the secret
-- of the territories stays as it was shown in the months where they do.
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
