-- Divisions of different nomenclatures must not be added up under the same number.
insert into ingest.issue
select
    file_no, line, 'activitePrincipaleEtablissement', 'naf_other_nomenclature',
    activitePrincipaleEtablissement,
    json_object('other', nomenclatureActivitePrincipaleEtablissement)
from ingest.rows_{{ contract.name }}
where
    nomenclatureActivitePrincipaleEtablissement <> 'NAFRev2'
    and activitePrincipaleEtablissement is not null;

update ingest.rows_{{ contract.name }}
set activitePrincipaleEtablissement = null
where nomenclatureActivitePrincipaleEtablissement <> 'NAFRev2';
