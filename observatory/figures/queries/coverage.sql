-- Coverage of each active network, contract by contract: how many rows, up to which month, whether
-- the file is late and by when the next one is expected; `rank` is the place of the file in lists.
select
    c.network_id,
    n.name as network,
    c.contract,
    c.title,
    c.rank,
    c.rows as row_count,
    c.last_month,
    c.due_on,
    c.status
from quality.coverage as c
inner join core.network as n on c.network_id = n.network_id
where n.status in ('actif', 'inconnu')
order by n.name, c.contract
