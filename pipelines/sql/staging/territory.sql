with postal as (
    select
        commune_code,
        string_agg(postal_code, ', ' order by postal_code) as postal_codes
    from reference.postal_code
    group by commune_code
)

select
    t.*,
    p.postal_codes
from reference.territory as t
left join postal as p on t.level = 'commune' and t.code = p.commune_code
