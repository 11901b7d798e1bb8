insert into ingest.issue
select file_no, line, 'siren', 'siren_matches_siret', siren, json_object('other', siret)
from ingest.rows_{{ contract.name }}
where siren <> left(siret, 9)
