-- readers: staff
select
    id_reseau as network_id,
    exercice as fiscal_year,
    cotisations as fees_eur,
    prestations as services_eur,
    subventions_publiques as public_grants_eur,
    autres_produits as other_income_eur,
    charges_personnel as payroll_eur,
    autres_charges as other_expenses_eur,
    fonds_propres as equity_eur,
    dettes_long_terme as long_term_debt_eur,
    immobilisations_nettes as net_fixed_assets_eur,
    creances as receivables_eur,
    subventions_a_recevoir as grants_receivable_eur,
    dettes_court_terme as short_term_debt_eur,
    disponibilites as cash_eur
from raw.comptes
