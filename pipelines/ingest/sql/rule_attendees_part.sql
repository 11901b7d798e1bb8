-- The part exceeds the whole: which of the two is wrong is unknown, so the part, an optional
-- detail, is emptied.
insert into ingest.issue
select
    file_no, line, 'dont_tpe_pme', 'attendees_part', cast(dont_tpe_pme as varchar),
    json_object('expected', participants)
from ingest.rows_{{ contract.name }}
where dont_tpe_pme > participants;

update ingest.rows_{{ contract.name }}
set dont_tpe_pme = null
where dont_tpe_pme > participants;
