-- Who sent what, and whether it is late. How many lines a network's file holds, and their last month,
-- are told of files whose lines are public: a line more of the others is a request received, somebody
-- hired, an application refused. The month up to which accounts are kept tells nothing of that.
select
    network_id,
    contract,
    case
        when contract in ('reseaux', 'labels', 'subventions', 'indicateurs_publics') then rows
    end as rows,
    case
        when
            contract in (
                'reseaux', 'labels', 'subventions', 'indicateurs_publics', 'tresorerie', 'comptes'
            )
            then last_month
    end as last_month,
    case when contract in ('tresorerie', 'comptes') then months_behind end as months_behind,
    status
from published.quality.coverage
