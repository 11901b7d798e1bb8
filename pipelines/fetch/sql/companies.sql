-- Companies that a workspace knows: a SIRET when one was given, else the SIREN.
select distinct coalesce(siret, siren) as id
from raw.adhesions
where coalesce(siret, siren) is not null
union
select siren from raw.reseaux where siren is not null
union
select siren from raw.partenaires where siren is not null
