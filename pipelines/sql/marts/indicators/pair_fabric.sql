-- Companies by EPCI and division, and the number expected with the region's mix. Every pair has a
-- row, even empty ones, which the prior of the shrinkage needs.
with fabric as (
    select
        epci_code,
        naf_division,
        sum(case when size_class = 'TPE' then company_count else 0 end) as tpe_count,
        sum(case when size_class = 'PME' then company_count else 0 end) as pme_count,
        sum(case when size_class = 'ETI' then company_count else 0 end) as eti_count,
        sum(case when size_class = 'GE' then company_count else 0 end) as ge_count
    from core.economic_fabric
    where epci_code is not null and naf_division is not null
    group by epci_code, naf_division
),

territory as (
    select
        epci_code,
        sum(tpe_count + pme_count) as companies
    from fabric
    group by epci_code
),

division as (
    select
        naf_division,
        sum(tpe_count + pme_count) as companies
    from fabric
    group by naf_division
),

region as (
    select sum(companies) as companies from division
)

select
    t.epci_code,
    d.naf_division,
    cast(coalesce(f.tpe_count, 0) as bigint) as tpe_count,
    cast(coalesce(f.pme_count, 0) as bigint) as pme_count,
    cast(coalesce(f.eti_count, 0) as bigint) as eti_count,
    cast(coalesce(f.ge_count, 0) as bigint) as ge_count,
    cast(coalesce(f.tpe_count + f.pme_count, 0) as bigint) as company_count,
    cast(t.companies as double) * d.companies / r.companies as expected
from territory as t
cross join division as d
cross join region as r
left join fabric as f on t.epci_code = f.epci_code and d.naf_division = f.naf_division
where t.companies > 0 and d.companies > 0
