-- Current networks with what defines groups of peers: type, declared stage, size by number of member
-- companies at a month end (under 50, 50 to 149, 150 or more: a convention). Parameter: as_of.
with figures as (
    select
        network_id,
        value
    from marts.indicator_values
    where as_of = $as_of and indicator_id = 'companies_active' and status = 'ok'
)

select
    n.network_id,
    n.name,
    n.network_type,
    n.declared_stage,
    case
        when f.value < 50 then 'petit'
        when f.value < 150 then 'moyen'
        when f.value >= 150 then 'grand'
    end as size
from core.network as n
left join figures as f on n.network_id = f.network_id
where n.status = 'actif'
order by n.name collate fr
