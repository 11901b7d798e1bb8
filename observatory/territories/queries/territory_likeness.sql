-- Population and industry of each EPCI: inhabitants, and industrial TPE and PME (NAF 05 to 39) in the
-- economic fabric, else the published number of industrial establishments. No parameter.
with fabric as (
    select epci_code as code, sum(company_count) as industry
    from marts.detection
    where naf_division between '05' and '39'
    group by epci_code
),

published as (
    select territory_code as code, value as industry
    from core.reference_figure as f
    where
        territory_level = 'epci'
        and indicator = 'etablissements_industrie'
        and not exists (
            select 1
            from core.reference_figure as g
            where
                g.territory_level = 'epci'
                and g.indicator = f.indicator
                and g.territory_code = f.territory_code
                and g.year > f.year
        )
)

select
    t.code,
    t.name,
    t.population,
    t.is_partial,
    coalesce(f.industry, p.industry) as industry
from core.territory as t
left join fabric as f on t.code = f.code
left join published as p on t.code = p.code
where t.level = 'epci'
order by t.code
