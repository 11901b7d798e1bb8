-- Location of a company: every territory of the region with one of its open establishments. At a
-- level that splits towns, an establishment without coordinates is in `<département>-non_localise`.
with located as (
    select *
    from core.establishment
    where region_code is not null and is_open
)

select siren, 'commune' as level, commune_code as territory_code from located
union
select siren, 'epci', epci_code from located where epci_code is not null
union
select siren, 'canton', coalesce(canton_code, concat(department_code, '-non_localise'))
from located
union
select siren, 'circonscription',
    coalesce(circonscription_code, concat(department_code, '-non_localise'))
from located
union
select siren, 'departement', department_code from located
union
select siren, 'region', region_code from located
