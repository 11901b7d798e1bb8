-- What each network has sent, file by file, and up to when. Dates after the panel's last month say
-- nothing of what has been received, so they do not count.
-- A file is late when its last month is older than what its rhythm allows: cash statements six
-- months, annual accounts eighteen (the year, then the six months of the law). Others have no rhythm.
with panel as (
    select max(as_of) as as_of
    from core.month
),

contract as (
    select name, late_after_months
    from (
        values
        ('reseaux', null), ('labels', null), ('adhesions', null), ('subventions', null),
        ('versements', null), ('tresorerie', 6), ('comptes', 18), ('equipes', null),
        ('gouvernance', null), ('sollicitations', null), ('dossiers', null), ('projets', null),
        ('partenaires', null), ('actions', null), ('indicateurs_publics', null)
    ) as c (name, late_after_months)
),

sent as (
    select id_reseau as network_id, 'reseaux' as contract, cast(null as date) as day from raw.reseaux
    union all
    select id_reseau, 'labels', greatest(date_debut, date_fin) from raw.labels
    union all
    select id_reseau, 'adhesions', greatest(date_adhesion, date_sortie) from raw.adhesions
    union all
    select network_id, 'subventions', signed_on from core.grant
    union all
    select network_id, 'versements', coalesce(paid_on, due_on) from core.instalment
    union all
    select id_reseau, 'tresorerie', mois from raw.tresorerie
    union all
    select id_reseau, 'comptes', make_date(exercice, 12, 31) from raw.comptes
    union all
    select id_reseau, 'equipes', greatest(date_entree, date_sortie) from raw.equipes
    union all
    select id_reseau, 'gouvernance', greatest(date_debut, date_fin) from raw.gouvernance
    union all
    select id_reseau, 'sollicitations', date from raw.sollicitations
    union all
    select id_reseau, 'dossiers', greatest(date_depot, date_decision) from raw.dossiers
    union all
    select id_reseau, 'projets', greatest(date_labellisation, date_financement) from raw.projets
    union all
    select p.id_reseau, 'partenaires', greatest(p.date_labellisation, p.date_financement)
    from raw.partenaires as a
    inner join raw.projets as p on a.id_projet = p.id_projet
    union all
    select id_reseau, 'actions', date from raw.actions
    union all
    select id_reseau, 'indicateurs_publics', make_date(annee, 12, 31) from raw.indicateurs_publics
),

summed as (
    select
        s.network_id,
        s.contract,
        count(*) as row_count,
        min(last_day(s.day)) filter (where s.day <= p.as_of) as first_month,
        max(last_day(s.day)) filter (where s.day <= p.as_of) as last_month,
        count(distinct last_day(s.day)) filter (where s.day <= p.as_of) as months_received
    from sent as s
    cross join panel as p
    group by s.network_id, s.contract
)

select
    n.network_id,
    c.name as contract,
    coalesce(s.row_count, 0) as rows,
    s.first_month,
    s.last_month,
    coalesce(s.months_received, 0) as months_received,
    datediff('month', s.last_month, p.as_of) as months_behind,
    case
        when s.row_count is null then 'absent'
        when datediff('month', s.last_month, p.as_of) > c.late_after_months then 'late'
        else 'received'
    end as status
from core.network as n
cross join contract as c
cross join panel as p
left join summed as s on n.network_id = s.network_id and c.name = s.contract
