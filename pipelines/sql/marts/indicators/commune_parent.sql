-- Territories that contain a whole commune, itself included. A town in several constituencies has
-- none at that level.
with commune as (
    select *
    from core.territory
    where level = 'commune'
)

select code as commune_code, 'commune' as level, code as territory_code from commune
union all
select code, 'epci', epci_code from commune where epci_code is not null
union all
select code, 'canton', canton_code from commune where canton_code is not null
union all
select code, 'circonscription', circonscription_code
from commune where circonscription_code is not null
union all
select code, 'departement', department_code from commune
union all
select code, 'region', region_code from commune
