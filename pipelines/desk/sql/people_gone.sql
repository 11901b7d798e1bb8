-- Lines about people who had left by the end of a day: all contracts of an agent, or a board seat.
-- Parameters: the day, twice.
select
    'equipes' as contract,
    source_file,
    source_line
from raw.equipes
qualify max(coalesce(date_sortie, date '9999-12-31')) over (partition by id_reseau, id_agent) <= ?

union all

select
    'gouvernance' as contract,
    source_file,
    source_line
from raw.gouvernance
where date_fin <= ?
