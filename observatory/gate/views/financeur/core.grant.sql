-- What it signed: agreements of others are public, but do not belong on its page.
select *
from published.core.grant
where funder_siret[:9] = (select subject from gate.reader)
