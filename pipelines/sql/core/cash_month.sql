-- readers: staff
select
    id_reseau as network_id,
    last_day(mois) as month_end,
    solde_fin_mois as balance_eur,
    encaissements as receipts_eur,
    decaissements as payments_eur
from raw.tresorerie
