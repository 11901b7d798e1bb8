select
    referenceDecision as reference,
    idAttribuant as funder_siret,
    objet as purpose,
    rang as rank,
    echeance_prevue as due_on,
    montant_prevu as due_eur,
    date_versement as paid_on,
    montant_verse as paid_eur
from raw.versements
