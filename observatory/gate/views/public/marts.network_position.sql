-- Today's, or the former ones for as long as they are kept (pipelines/steps/public_held.py).
select *
from published.marts.network_position
where not exists (
    select 1 from published.marts.public_release where scope = 'pairs' and is_held
)
union all
select *
from published.marts.network_position_held
