-- Those of its members, including past ones.
select *
from published.core.establishment
where siren in (
    select siren from published.core.membership
    where network_id = (select subject from gate.reader)
)
