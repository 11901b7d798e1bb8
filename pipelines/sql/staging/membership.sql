-- A foreign member has no SIREN: country and local number, as in `BE:0403170701`, replace it.
select
    id_reseau as network_id,
    coalesce(siren, left(siret, 9), identifiant_etranger) as siren,
    siret,
    raison_sociale as name,
    college,
    date_adhesion as joined_on,
    date_sortie as left_on,
    motif_sortie as leave_reason,
    cotisation_annuelle as annual_fee_eur
from raw.adhesions
