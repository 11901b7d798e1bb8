-- Who sent what, and whether it is late. How many lines the file of a network holds, and their last month,
-- are told of files whose lines are public: a line more of the others is a request received, somebody
-- hired, an application refused. The month up to which accounts are kept tells nothing of that.
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
