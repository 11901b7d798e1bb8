-- EPCI and divisions that a reader may choose: those in the economic fabric.
-- `kind` is `epci` or `division`; a division has no name here. No parameter.
select distinct
    'epci' as kind,
    t.code,
    t.name
from marts.detection as d
inner join core.territory as t on t.level = 'epci' and d.epci_code = t.code
union all
select distinct
    'division',
    naf_division,
    null
from marts.detection
order by kind, name, code
