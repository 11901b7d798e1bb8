-- In SCDL, `montant` is the total before the split, but its own example contains shares. Each group
-- is decided separately: equal amounts whose parts add up to one are split; amounts proportional to
-- their parts are already shares; anything else is left to a person.
create or replace table ingest.shared as
with sound as (
    select r.*
    from ingest.rows_{{ contract.name }} as r
    anti join ingest.wrong_row as w on r.file_no = w.file_no and r.line = w.line
),

decided as (
    select
        *,
        count(*) over one_grant as beneficiaries,
        count(pourcentageSubvention) over one_grant as parts,
        sum(pourcentageSubvention) over one_grant as whole,
        min(pourcentageSubvention) over one_grant as least_part,
        max(montant) over one_grant - min(montant) over one_grant as spread,
        max(montant / pourcentageSubvention) over one_grant as most_whole,
        min(montant / pourcentageSubvention) over one_grant as least_whole
    from sound
    window one_grant as (partition by idAttribuant, referenceDecision, dateConvention, objet)
)

select
    file_no, line, referenceDecision as reference, montant,
    montant * pourcentageSubvention as share,
    case
        when least_part >= 1 then 'none'
        when parts = beneficiaries and beneficiaries > 1 and abs(whole - 1) <= 0.01 and spread <= 0.01
        then 'share_applied'
        when parts = beneficiaries and beneficiaries > 1 and most_whole - least_whole <= 0.01 * most_whole
        then 'none'
        else 'share_unclear'
    end as code
from decided
where least_part is not null;

insert into ingest.issue
select
    file_no, line, 'montant', code, ingest.spelled(montant), json_object('value_eur', montant, 'other_eur', share, 'reference', reference)
from ingest.shared
where code <> 'none';

update ingest.rows_{{ contract.name }} as r
set montant = s.share
from ingest.shared as s
where r.file_no = s.file_no and r.line = s.line and s.code = 'share_applied';
