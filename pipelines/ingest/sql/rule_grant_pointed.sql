-- The decision exists, but none of its grants has the funder or the purpose of the instalment.
insert into ingest.issue
select
    r.file_no, r.line, case when r.objet is null then 'idAttribuant' else 'objet' end,
    'grant_not_found', coalesce(r.objet, r.idAttribuant),
    json_object('other', r.referenceDecision)
from ingest.rows_{{ contract.name }} as r
where
    coalesce(r.objet, r.idAttribuant) is not null
    and r.referenceDecision in (select g.referenceDecision from raw.subventions as g)
    and not exists (
        select 1
        from raw.subventions as g
        where
            r.referenceDecision = g.referenceDecision
            and (
                r.idAttribuant is null or g.idAttribuant is null
                or left(r.idAttribuant, 9) = left(g.idAttribuant, 9)
            )
            and (r.objet is null or r.objet = g.objet)
    )
