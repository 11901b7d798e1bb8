-- An instalment names a decision and, if the decision covers several grants, the funder and the
-- purpose of the grant it pays.
insert into ingest.issue
with sound as (
    select r.*
    from ingest.rows_{{ contract.name }} as r
    anti join ingest.wrong_row as w on r.file_no = w.file_no and r.line = w.line
),

planned as (
    select
        referenceDecision as reference,
        idAttribuant as funder,
        objet as purpose,
        sum(montant_prevu) as amount,
        arg_min(file_no, (file_no, line)) as file_no,
        arg_min(line, (file_no, line)) as line
    from sound
    group by referenceDecision, idAttribuant, objet
),

granted as (
    select p.file_no, p.line, sum(g.montant) as amount
    from planned as p
    inner join raw.subventions as g
        on p.reference = g.referenceDecision
        and (p.funder is null or g.idAttribuant is null or left(p.funder, 9) = left(g.idAttribuant, 9))
        and (p.purpose is null or p.purpose = g.objet)
    group by p.file_no, p.line
)

select
    p.file_no, p.line, 'montant_prevu', 'instalments_sum', p.reference,
    json_object('other_eur', p.amount, 'expected_eur', g.amount)
from planned as p
inner join granted as g on p.file_no = g.file_no and p.line = g.line
where abs(p.amount - g.amount) > 1
