-- Overlapping stays of a company in the same college of a network: core merges them into one. In
-- two different colleges, both are kept.
insert into ingest.issue
with sound as (
    select
        r.file_no, r.line, r.id_reseau, r.college, r.date_adhesion,
        coalesce(r.siren, left(r.siret, 9), r.identifiant_etranger) as company,
        coalesce(r.date_sortie, date '9999-12-31') as last_day
    from ingest.rows_{{ contract.name }} as r
    anti join ingest.wrong_row as w on r.file_no = w.file_no and r.line = w.line
),

followed as (
    select
        *,
        max(last_day) over earlier as covered_until,
        arg_max(line, last_day) over earlier as other_line,
        arg_max(file_no, last_day) over earlier as other_file
    from sound
    window earlier as (
        partition by id_reseau, college, company
        order by date_adhesion, file_no, line
        rows between unbounded preceding and 1 preceding
    )
)

select
    s.file_no, s.line, 'date_adhesion', 'overlapping_stays', s.company,
    json_object('line', s.other_line, 'other', f.path)
from followed as s
inner join ingest.file as f on s.other_file = f.file_no
where s.date_adhesion <= s.covered_until
