-- A number is unique within its country: the two together identify a member without a SIREN.
insert into ingest.issue
select
    file_no, line, 'pays',
    case when pays is null then 'foreign_without_country' else 'foreign_is_french' end,
    identifiant_etranger, '{}'
from ingest.rows_{{ contract.name }}
where
    identifiant_etranger is not null
    and siret is null
    and siren is null
    and coalesce(pays, 'FR') = 'FR';

-- With a SIREN, the local number adds nothing.
update ingest.rows_{{ contract.name }}
set identifiant_etranger = case
    when siret is null and siren is null then concat(pays, ':', identifiant_etranger)
end
where identifiant_etranger is not null;
