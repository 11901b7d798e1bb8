insert into ingest.issue
with sound as (
    select r.*
    from ingest.rows_{{ contract.name }} as r
    anti join ingest.wrong_row as w on r.file_no = w.file_no and r.line = w.line
),

followed as (
    select
        m.file_no, m.line, m.solde_fin_mois as balance,
        p.solde_fin_mois + m.encaissements - m.decaissements as expected
    from sound as m
    inner join sound as p
        on m.id_reseau = p.id_reseau and p.mois = last_day(m.mois - to_months(1))
)

select
    file_no, line, 'solde_fin_mois', 'cash_identity', ingest.spelled(balance),
    json_object('value_eur', balance, 'other_eur', balance - expected, 'expected_eur', expected)
from followed
where abs(balance - expected) > 1
