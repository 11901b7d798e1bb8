with partnered as (
    select
        p.project_id,
        max(case when c.size_class in ('TPE', 'PME') then 1 else 0 end) as has_sme
    from core.project_partner as p
    left join core.company as c on p.siren = c.siren
    group by p.project_id
),

known as (
    select
        m.as_of,
        p.network_id,
        p.labelled_on > m.from_24m and p.labelled_on <= m.as_of as is_labelled,
        p.financed_on > m.from_24m and p.financed_on <= m.as_of as is_financed,
        p.total_budget_eur,
        p.public_aid_eur,
        p.is_european,
        coalesce(s.has_sme, 0) as has_sme,
        p.total_budget_eur is not null and p.public_aid_eur is not null as is_costed
    from core.month as m
    inner join core.project as p on p.labelled_on <= m.as_of or p.financed_on <= m.as_of
    left join partnered as s on p.project_id = s.project_id
),

summed as (
    select
        as_of,
        network_id,
        sum(case when is_labelled then 1 else 0 end) as labelled,
        sum(case when is_financed then 1 else 0 end) as financed,
        sum(case when is_financed then has_sme else 0 end) as with_sme,
        steady_sum(case when is_financed and is_costed then total_budget_eur else 0 end) as budget_eur,
        steady_sum(case when is_financed and is_costed then public_aid_eur else 0 end) as costed_aid_eur,
        sum(case when is_financed and is_costed then 1 else 0 end) as costed,
        coalesce(steady_sum(case when is_financed then public_aid_eur end), 0) as aid_eur,
        coalesce(steady_sum(case when is_financed and is_european then public_aid_eur end), 0)
            as eu_aid_eur
    from known
    group by as_of, network_id
),

parts as (
    select
        as_of, network_id, 'projects_labelled_24m' as indicator_id, labelled as above,
        cast(null as double) as below, labelled as n
    from summed
    union all
    select
        as_of, network_id, 'projects_financed_24m' as indicator_id, financed as above,
        cast(null as double) as below, financed as n
    from summed
    union all
    select
        as_of, network_id, 'leverage' as indicator_id, budget_eur as above,
        costed_aid_eur as below, costed as n
    from summed
    union all
    select
        as_of, network_id, 'sme_project_share' as indicator_id, with_sme as above,
        financed as below, financed as n
    from summed
    union all
    select
        as_of, network_id, 'eu_share' as indicator_id, eu_aid_eur as above,
        aid_eur as below, financed as n
    from summed
)

select
    as_of,
    network_id,
    indicator_id,
    above as numerator,
    below as denominator,
    n
from parts
