-- The files that a build read, and their fingerprints. Lines are counted where they are public, as in
-- `quality.coverage`: the others would reveal how many a network has sent since another build.
select
    path,
    contract,
    sha256,
    case when is_open then rows_read end as rows_read,
    case when is_open then rows_kept end as rows_kept,
    case when is_open then rows_rejected end as rows_rejected
from (
    select
        *,
        contract in (
            'reseaux', 'labels', 'subventions', 'indicateurs_publics', 'tissu_economique', 'reperes'
        ) as is_open
    from published.meta.source_file
) as f
