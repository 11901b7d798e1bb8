-- Today's, or the former ones for as long as they are kept (pipelines/steps/public_held.py).
select * exclude (partner_band)
from published.marts.network_pair
where not exists (
    select 1 from published.marts.public_release where scope = 'pairs' and is_held
)
union all
select * exclude (partner_band)
from published.marts.network_pair_held
