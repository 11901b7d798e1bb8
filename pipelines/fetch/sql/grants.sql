-- Rows of one grant file whose beneficiary is a network.
-- Whether an amount is shared is decided on the whole file, where the share is then applied; a part
-- of the file could give another answer. The share is kept only where unclear (parameter: those
-- lines), unless two networks share the grant: their part would then pass for the whole.
select
    source_line,
    nomAttribuant,
    idAttribuant,
    cast(dateConvention as varchar) as dateConvention,
    referenceDecision,
    nomBeneficiaire,
    idBeneficiaire,
    objet,
    cast(round(montant, 2) as varchar) as montant,
    nature,
    conditionsVersement,
    datesPeriodeVersement,
    case
        when
            pourcentageSubvention = 1
            or (list_contains($unclear, source_line) and count(*) over one_grant = 1)
        then cast(pourcentageSubvention as varchar)
    end as pourcentageSubvention,
    dispositifAide,
    cast(duree_mois as varchar) as duree_mois
from raw.subventions
where list_contains($sirens, left(idBeneficiaire, 9))
window one_grant as (partition by idAttribuant, referenceDecision, dateConvention, objet)
order by source_line
