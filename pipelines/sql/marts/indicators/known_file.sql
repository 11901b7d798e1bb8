-- Indicators whose files all have data on a network up to the month end, and for a scope with at
-- least one such network. Indicators that are not here are `no_data`.
with needed as (
    select
        indicator_id,
        contract,
        count(*) over (partition by indicator_id) as files
    from reference.indicator_file
),

known as (
    select
        m.as_of,
        f.network_id,
        i.indicator_id
    from core.month as m
    inner join core.file_start as f on f.first_on <= m.as_of
    inner join needed as i on f.contract = i.contract
    group by m.as_of, f.network_id, i.indicator_id, i.files
    having count(*) = i.files
)

select distinct
    k.as_of,
    s.scope_id,
    k.indicator_id
from known as k
inner join core.network_scope as s on k.network_id = s.network_id
