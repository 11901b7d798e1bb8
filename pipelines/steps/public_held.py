"""Published tables as the public reads them, when they are not today's.

A month that was shown keeps its figures and its mask until at least three networks have changed
since each state shown: before that, the difference between two builds could be one network’s. The
figures of each network that depend on the secrecy of its territories change with them. Today’s
figures are in `marts.territory_values` and the other tables of `SHOWN`, for staff; those kept as
shown are in `marts.<table>_held`; `marts.public_release` says which, and since when.
"""

from __future__ import annotations

import duckdb

from method.secrecy import MIN_UNITS
from pipelines.build.releases import SHOWN
from pipelines.steps.network_print import CHANGED

INPUTS = (
    "indicators.network_print",
    "marts.public_total",
    "marts.first_payment",
    "marts.territory_values",
    "marts.indicator_public",
    "marts.envelope_year",
    "marts.first_payment_delay",
    "marts.team_survival",
    "marts.membership_survival",
    "marts.detection",
    "marts.network_pair",
    "marts.network_position",
    "reference.disclosure",
    "reference.release_day",
    "reference.release_print",
    "reference.shown",
    "reference.correction",
)
OUTPUTS = (
    "marts.public_release",
    "releases.print",
    "marts.territory_values_held",
    "marts.indicator_public_held",
    "marts.envelope_year_held",
    "marts.first_payment_delay_held",
    "marts.team_survival_held",
    "marts.membership_survival_held",
    "marts.detection_held",
    "marts.network_pair_held",
    "marts.network_position_held",
)

# Scopes whose figures are kept as a whole, since they are only for the last month.
WHOLE = frozenset({"pairs", "stays", "memberships"})
# Rows of a table that are shown under its scope; all rows by default.
RULED = "indicator_id in (select indicator_id from reference.disclosure where rule <> 'open')"
TOGETHER = "network_id = '*'"
ROWS = {
    "indicator_public": RULED,
    "first_payment_delay": TOGETHER,
    "team_survival": TOGETHER,
    "membership_survival": "joining_year is null",
}
# Contribution of each network; that of first payments is only known here: for a month, it covers
# the applications from which its delays are computed.
PRINTS = """
    create or replace temp table printed as
    from indicators.network_print
    union all by name
    select 'first_payments' as scope, m.as_of, p.network_id,
        cast(bit_xor(hash(p.application_id, p.funder_type,
            case when p.first_paid_on <= m.as_of then p.payment_days end)) as varchar) as print
    from marts.first_payment as p
    inner join (select distinct as_of from marts.first_payment_delay) as m
        on p.decided_on <= m.as_of
        and (p.first_paid_on is null or p.first_paid_on > last_day(m.as_of - interval 36 month))
    where p.status <> 'unmatched' and p.funder_type is not null
    group by m.as_of, p.network_id
"""
# Hash of what each scope and month shows today: a mask may change though no network did.
CONTENT = f"""
    create or replace temp table content as
    select 'territories' as scope, as_of, cast(bit_xor(mark) as varchar) as content
    from (
        select as_of, hash(t) as mark from marts.territory_values as t
        union all select as_of, hash(t) from marts.indicator_public as t where {RULED}
    )
    group by as_of
    union all
    select 'envelope', as_of, cast(bit_xor(hash(t)) as varchar)
    from marts.envelope_year as t group by as_of
    union all
    select 'first_payments', as_of, cast(bit_xor(hash(t)) as varchar)
    from marts.first_payment_delay as t where {TOGETHER} group by as_of
    union all
    select 'stays', max(as_of), cast(bit_xor(hash(t)) as varchar)
    from marts.team_survival as t where {TOGETHER} having max(as_of) is not null
    union all
    select 'memberships', max(as_of), cast(bit_xor(hash(t)) as varchar)
    from marts.membership_survival as t where joining_year is null
    having max(as_of) is not null
    union all
    select 'pairs', max(as_of), cast(bit_xor(mark) as varchar)
    from (
        select as_of, hash(t) as mark from marts.detection as t
        union all select as_of, hash(t) from marts.network_pair as t
    )
    having max(as_of) is not null
"""  # noqa: S608 — conditions of this module
DECIDED = """
    create or replace temp table decided as
    with state as (
        select distinct scope, as_of, state, content from reference.release_print
    ),

    changed as (
        select s.scope, s.as_of, s.state, count(c.network_id) as networks
        from state as s
        left join moved as c
            on s.scope = c.scope and s.as_of = c.as_of and s.state = c.state
        group by s.scope, s.as_of, s.state
    ),

    judged as (
        select scope, as_of, max(state) as state,
            arg_max(networks, state) > 0 as has_moved,
            min(case when networks between 1 and ? then 0 else 1 end) = 1 as is_free
        from changed
        group by scope, as_of
    )

    select n.scope, n.as_of, n.content,
        coalesce(j.state, 0) + case when is_new then 1 else 0 end as state,
        is_new,
        not is_new and n.content is distinct from s.content as is_held,
        coalesce(is_new and j.state is not null and f.scope is not null, false) as is_forced
    from content as n
    left join judged as j on n.scope = j.scope and n.as_of = j.as_of
    left join state as s on j.scope = s.scope and j.as_of = s.as_of and j.state = s.state
    left join (select distinct scope from reference.correction) as f
        on f.scope in (n.scope, '*')
    cross join lateral (
        select j.state is null or (f.scope is not null and n.content is distinct from s.content)
            or (j.has_moved and j.is_free) as is_new
    )
"""
LEDGER = """
    create or replace table releases.print as
    from reference.release_print
    union all by name
    select d.scope, d.as_of, d.state, b.day as released_on, d.is_forced,
        d.content, p.network_id, p.print
    from decided as d
    cross join reference.release_day as b
    inner join printed as p on d.scope = p.scope and d.as_of = p.as_of
    where d.is_new
"""
RELEASE = """
    create or replace table marts.public_release as
    with dated as (
        select scope, as_of, state, min(released_on) as released_on
        from releases.print
        group by scope, as_of, state
    )

    select d.scope, d.as_of, r.released_on, d.is_held, d.is_forced
    from decided as d
    inner join dated as r on d.scope = r.scope and d.as_of = r.as_of and d.state = r.state
    union all
    select distinct family, as_of, released_on, is_held, is_forced
    from marts.public_total
    where released_on is not null
    order by all
"""


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS`, and views `releases.shown_<table>` of the rows shown."""
    connection.execute(PRINTS)
    changed = CHANGED.replace("{prints}", "printed")
    connection.execute(f"create or replace temp table moved as {changed}")
    connection.execute(CONTENT)
    connection.execute(DECIDED, [MIN_UNITS - 1])
    connection.execute(LEDGER)
    connection.execute(RELEASE)
    paths = dict(connection.execute("from reference.shown").fetchall())
    for table, scope in SHOWN.items():
        _hold(connection, table, scope, paths.get(table))


def _hold(connection: duckdb.DuckDBPyConnection, table: str, scope: str, path: str | None) -> None:
    """Create `marts.<table>_held` from the file of rows shown before, and the view of those now."""
    # `scope` and `table` are names of the code, `SHOWN`.
    held_months = f"select as_of from marts.public_release where scope = '{scope}' and is_held"  # noqa: S608
    connection.execute(f"create or replace table marts.{table}_held as from marts.{table} limit 0")
    is_by_month = scope not in WHOLE
    of_scope = ROWS.get(table, "true")
    if path:
        condition = f"as_of in ({held_months})" if is_by_month else f"exists ({held_months})"
        connection.execute(
            f"insert into marts.{table}_held by name from read_parquet(?) where {condition}", [path]
        )
    today = f"as_of not in ({held_months})" if is_by_month else f"not exists ({held_months})"
    connection.execute(
        f"create or replace view releases.shown_{table} as "
        f"from marts.{table} where {of_scope} and {today} union all from marts.{table}_held"
    )
