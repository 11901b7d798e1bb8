-- Projects whose title, programme or network contains a text, latest first, among those that the
-- role sees. Parameters: as_of, network_id ('*' for all), sought (in lower case, '' for all).
with projects as (
    select * from core.project
),

networks as (
    select * from core.network
)

select
    p.title,
    p.network_id,
    n.name as network,
    p.programme,
    p.theme,
    p.status,
    coalesce(p.financed_on, p.labelled_on) as dated_on,
    p.total_budget_eur,
    p.public_aid_eur,
    p.is_european
from projects as p
inner join networks as n on p.network_id = n.network_id
where
    coalesce(p.financed_on, p.labelled_on) <= $as_of
    and ($network_id = '*' or p.network_id = $network_id)
    and contains(
        strip_accents(lower(concat_ws(' ', p.title, n.name, p.programme))),
        strip_accents($sought)
    )
order by dated_on desc, p.title
