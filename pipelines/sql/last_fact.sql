-- The last day before today that a dated fact reaches; it closes the panel of a workspace that
-- does not say its own `as_of`.
with fact as (
    select date_adhesion as day from raw.adhesions
    union all
    select date_sortie from raw.adhesions
    union all
    select date_versement from raw.versements
    union all
    select last_day(mois) from raw.tresorerie
    union all
    select date_entree from raw.equipes
    union all
    select date_sortie from raw.equipes
    union all
    select date_debut from raw.gouvernance
    union all
    select date_fin from raw.gouvernance
    union all
    select date from raw.sollicitations
    union all
    select date_depot from raw.dossiers
    union all
    select date_decision from raw.dossiers
    union all
    select date_labellisation from raw.projets
    union all
    select date_financement from raw.projets
    union all
    select date from raw.actions
)

select coalesce(max(day), cast(? as date)) as last_fact
from fact
where day <= cast(? as date)
