-- A period includes both ends: twelve months signed on 30 June end on 29 June. The period of the
-- official format is that of the payments: it gives the first day, but the last one only without a
-- duration. A lone date is a payment, or a bound whose other one is unknown: neither starts an
-- agreement. A funder without a type is the Région if its SIREN says so.
with period as (
    select
        *,
        try_cast(nullif(split_part(datesPeriodeVersement, '/', 2), '') as date) as period_end
    from raw.subventions
),

dated as (
    select
        *,
        case
            when period_end is not null
                then try_cast(split_part(datesPeriodeVersement, '/', 1) as date)
        end as period_start
    from period
)

select
    referenceDecision as reference,
    id_reseau as network_id,
    coalesce(f.funder_name, d.nomAttribuant) as funder_name,
    idAttribuant as funder_siret,
    coalesce(
        type_financeur, case when left(idAttribuant, 9) = '234500023' then 'region' end
    ) as funder_type,
    idBeneficiaire as beneficiary_siret,
    dateConvention as signed_on,
    objet as purpose,
    montant as amount_eur,
    nature,
    conditionsVersement as conditions,
    coalesce(period_start, dateConvention) as started_on,
    coalesce(
        cast(coalesce(period_start, dateConvention) + to_months(cast(duree_mois as integer)) as date) - 1,
        period_end
    ) as ended_on,
    coalesce(
        cast(duree_mois as double),
        round(datediff('day', period_start, period_end + 1) / 30.4375)
    ) as duration_months,
    dispositifAide as scheme
from dated as d
left join staging.funder as f
    on
        d.nomAttribuant = f.sent_name
        and coalesce(d.type_financeur = 'europe', false) = f.is_european
