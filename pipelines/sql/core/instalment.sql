-- An instalment names a decision and, if the decision has several grants, the funder and the
-- purpose of the one that it pays. If these match grants of several networks, it is attached to
-- none of them; if these differ in purpose, it has none. A payment with a date and no amount covers
-- the whole instalment, in every figure.
-- readers: staff
with meant as (
    select distinct
        referenceDecision as reference,
        idAttribuant as funder_siret,
        objet as purpose
    from raw.versements
),

decision as (
    select
        m.reference,
        m.funder_siret,
        m.purpose,
        case when min(g.network_id) = max(g.network_id) then min(g.network_id) end as network_id,
        min(g.funder_name) as funder_name,
        min(g.funder_type) as funder_type,
        min(g.signed_on) as signed_on,
        case
            when min(g.purpose) = max(g.purpose) and count(g.purpose) = count(*) then min(g.purpose)
        end as grant_purpose
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
    i.referenceDecision as reference,
    i.rang as rank,
    d.network_id,
    d.funder_name,
    d.funder_type,
    d.signed_on,
    d.grant_purpose as purpose,
    i.echeance_prevue as due_on,
    i.montant_prevu as due_eur,
    i.date_versement as paid_on,
    coalesce(i.montant_verse, case when i.date_versement is not null then i.montant_prevu end)
        as paid_eur
from raw.versements as i
left join decision as d
    on
        i.referenceDecision = d.reference
        and coalesce(i.idAttribuant, '') = coalesce(d.funder_siret, '')
        and coalesce(i.objet, '') = coalesce(d.purpose, '')
