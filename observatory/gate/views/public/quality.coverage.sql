-- Who sent what, and whether it is late. The number of lines in a network's file, and their last
-- month, are given only for files whose lines are public: in the others, one more line is a request
-- received, a hire, an application refused. The month up to which accounts are kept reveals none of it.
select
    network_id,
    contract,
    title,
    rank,
    case when is_open then rows end as rows,
    case when is_open or is_account then last_month end as last_month,
    case when is_account then months_behind end as months_behind,
    case when is_open or is_account then due_on end as due_on,
    status
from (
    select
        *,
        contract in ('reseaux', 'labels', 'subventions', 'indicateurs_publics') as is_open,
        contract in ('tresorerie', 'comptes') as is_account
    from published.quality.coverage
) as c
