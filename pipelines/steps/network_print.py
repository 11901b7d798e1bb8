"""What each network contributes to the territory figures of a month, as a fingerprint.

Two builds are compared network by network without keeping their members: the ledger of what was
shown holds these numbers only. `territories` covers the counts of a month, `pairs` what the figures
of the last month alone (detection, pairs of networks) are made of besides.
"""

from __future__ import annotations

import duckdb

INPUTS = (
    "indicators.territory_count",
    "indicators.territory_aid",
    "core.membership_month",
    "core.establishment",
    "core.company",
    "reference.release_print",
)
OUTPUTS = ("indicators.network_print", "indicators.network_changed")

# A sum of amounts depends on the order of its terms by its last digits: rounded to the euro.
PRINTS = """
    with fact as (
        select 'territories' as scope, as_of, network_id,
            hash(level, territory_code, members, companies, tpe_pme, eti_ge, tpe, pme, eti, ge,
                joins, leaves) as mark
        from indicators.territory_count
        union all
        select 'territories', as_of, network_id,
            hash('aid', level, territory_code, partners, round(aid_eur))
        from indicators.territory_aid
        union all
        select 'pairs', m.as_of, m.network_id,
            hash(m.siren, m.college, c.size_class, e.siret, e.commune_code, e.naf_division)
        from core.membership_month as m
        left join core.company as c on m.siren = c.siren
        left join core.establishment as e on m.siren = e.siren
        where m.as_of = (select max(as_of) from core.membership_month)
    )

    select scope, as_of, network_id, cast(bit_xor(mark) as varchar) as print
    from fact
    where network_id <> '*'
    group by scope, as_of, network_id
"""
# Against each state that was shown: a network that came, went or moved.
CHANGED = """
    with state as (
        select distinct scope, as_of, state from reference.release_print
    ),

    pair as (
        select s.scope, s.as_of, s.state, p.network_id, p.print as now, null as former
        from state as s
        inner join indicators.network_print as p on s.scope = p.scope and s.as_of = p.as_of
        union all
        select scope, as_of, state, network_id, null, print from reference.release_print
    )

    select scope, as_of, state, network_id
    from pair
    group by scope, as_of, state, network_id
    having max(now) is distinct from max(former)
"""


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the prints of today, and which networks differ from each state that was shown."""
    connection.execute(f"create or replace table {OUTPUTS[0]} as {PRINTS}")
    connection.execute(f"create or replace table {OUTPUTS[1]} as {CHANGED}")
