-- Divisions of two nomenclatures are not added up under one number.
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
