-- An instalment names a decision, and where one decision holds several grants, the funder and the
-- purpose of the one that it pays. Where grants of several networks are meant, it belongs to none of
-- them rather than to each.
with meant as (
    select distinct
        reference,
        funder_siret,
        purpose
    from staging.instalment
),

decision as (
    select
        m.reference,
        m.funder_siret,
        m.purpose,
        case when min(g.network_id) = max(g.network_id) then min(g.network_id) end as network_id,
        min(g.funder_name) as funder_name,
        min(g.funder_type) as funder_type,
        min(g.signed_on) as signed_on
    from meant as m
    inner join core.grant as g
        on
            m.reference = g.reference
            and (
                m.funder_siret is null
                or g.funder_siret is null
                or substring(m.funder_siret, 1, 9) = substring(g.funder_siret, 1, 9)
            )
            and (m.purpose is null or m.purpose = g.purpose)
    group by m.reference, m.funder_siret, m.purpose
)

select
    i.reference,
    i.rank,
    d.network_id,
    d.funder_name,
    d.funder_type,
    d.signed_on,
    i.due_on,
    i.due_eur,
    i.paid_on,
    i.paid_eur
from staging.instalment as i
left join decision as d
    on
        i.reference = d.reference
        and coalesce(i.funder_siret, '') = coalesce(d.funder_siret, '')
        and coalesce(i.purpose, '') = coalesce(d.purpose, '')
