-- What it owes and has paid, through the agreements that carry its SIREN.
select *
from published.core.instalment
where exists (
    select 1
    from published.core.grant as g
    where
        g.reference = instalment.reference
        and g.network_id = instalment.network_id
        and g.funder_name = instalment.funder_name
        and g.funder_siret[:9] = (select subject from gate.reader)
)
