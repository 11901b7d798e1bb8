-- Those that its members joined by.
select *
from published.core.establishment
where siret in (
    select siret from published.core.membership
    where network_id = (select subject from gate.reader)
)
