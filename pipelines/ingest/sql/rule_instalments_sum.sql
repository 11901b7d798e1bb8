insert into ingest.issue
with sound as (
    select r.*
    from ingest.rows_{{ contract.name }} as r
    anti join ingest.wrong_row as w on r.file_no = w.file_no and r.line = w.line
),

planned as (
    select
        referenceDecision as reference,
        sum(montant_prevu) as amount,
        arg_min(file_no, (file_no, line)) as file_no,
        arg_min(line, (file_no, line)) as line
    from sound
    group by referenceDecision
),

granted as (
    select referenceDecision as reference, sum(montant) as amount
    from raw.subventions
    group by referenceDecision
)

select
    p.file_no, p.line, 'montant_prevu', 'instalments_sum', p.reference,
    json_object('other_eur', p.amount, 'expected_eur', g.amount)
from planned as p
inner join granted as g on p.reference = g.reference
where abs(p.amount - g.amount) > 1
