"""Fingerprint of what each network contributes to the figures that are kept as shown.

Two builds are compared network by network without keeping their members: the ledger of releases
only stores these numbers. `territories` covers the counts of a month, inside and outside the
region, `pairs` the inputs of the figures of the last month (detection, pairs of networks),
`envelope` the Région's payments of a calendar year, `stays` and `memberships` the inputs of the
curves of teams and of members.
"""

from __future__ import annotations

import duckdb

INPUTS = (
    "indicators.territory_count",
    "indicators.territory_aid",
    "core.membership_period",
    "core.establishment",
    "core.company",
    "core.instalment",
    "core.month",
    "indicators.membership",
    "indicators.membership_duration",
    "indicators.staff_duration",
    "reference.disclosure",
    "reference.release_print",
)
OUTPUTS = ("indicators.network_print", "indicators.network_changed")

# Sums are rounded to the euro, since their last digits depend on the order of the terms.
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
        -- Its companies out of the region as well: what its own figures count.
        select 'territories', v.as_of, v.network_id,
            hash(v.indicator_id, v.numerator, v.denominator)
        from indicators.membership as v
        inner join reference.disclosure as d on v.indicator_id = d.indicator_id
        where d.rule = 'region' and v.status = 'ok'
        union all
        select 'envelope', make_date(date_part('year', paid_on), 12, 31), network_id,
            hash('paid', date_part('year', paid_on), count(*), round(100 * sum(paid_eur)))
        from core.instalment
        where funder_type = 'region' and paid_eur > 0
            and paid_on <= (select max(as_of) from core.month)
        group by date_part('year', paid_on), network_id
        union all
        select 'stays', (select max(as_of) from core.month), network_id,
            hash(entry_months, exit_months, has_left, count(*))
        from indicators.staff_duration
        group by network_id, entry_months, exit_months, has_left
        union all
        select 'memberships', (select max(as_of) from core.month), network_id,
            hash(size_class, entry_months, exit_months, has_left, count(*))
        from indicators.membership_duration
        group by network_id, size_class, entry_months, exit_months, has_left
        union all
        select 'pairs', (select max(as_of) from core.month), m.network_id,
            hash(m.siren, m.college, c.size_class, e.siret, e.commune_code, e.naf_division)
        from core.membership_period as m
        left join core.company as c on m.siren = c.siren
        left join core.establishment as e on m.siren = e.siren
        where m.until_on is null
    )

    select scope, as_of, network_id, cast(bit_xor(mark) as varchar) as print
    from fact
    where network_id <> '*'
    group by scope, as_of, network_id
"""
# Networks added, removed or changed since each state shown of these scopes.
CHANGED = """
    with made as (
        select distinct scope from {prints}
    ),

    former as (
        select r.*
        from reference.release_print as r
        inner join made as m on r.scope = m.scope
    ),

    state as (
        select distinct scope, as_of, state from former
    ),

    pair as (
        select s.scope, s.as_of, s.state, p.network_id, p.print as now, null as former
        from state as s
        inner join {prints} as p on s.scope = p.scope and s.as_of = p.as_of
        union all
        select scope, as_of, state, network_id, null, print from former
    )

    select scope, as_of, state, network_id
    from pair
    group by scope, as_of, state, network_id
    having max(now) is distinct from max(former)
"""


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create today's prints, and the networks that differ from each state shown."""
    connection.execute(f"create or replace table {OUTPUTS[0]} as {PRINTS}")
    changed = CHANGED.replace("{prints}", OUTPUTS[0])
    connection.execute(f"create or replace table {OUTPUTS[1]} as {changed}")
