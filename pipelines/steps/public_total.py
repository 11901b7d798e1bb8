"""Reserved figures of all networks together, as the public reads them (`marts.public_total`).

`method/totals.py` decides what is safe today, and what may replace the figures shown. A family
changes as a whole: figures of different states, one a part of the other, would reveal who changed.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from method.disclosure import load_disclosure
from method.totals import AMOUNTS, FAMILY, FIGURE, may_change, safe_figures, same_parts

INPUTS = (
    "indicators.figure",
    "marts.indicator_values",
    "reference.indicator",
    "reference.release_day",
    "reference.release_total",
    "reference.correction",
)
OUTPUTS = ("marts.public_total", "releases.total")

ALL = "*"
STATE = ["state", "released_on", "is_forced"]
# A median has no sum: the contribution of a network is its count.
PARTS = """
    select i.family, f.as_of, f.indicator_id, f.network_id,
        coalesce(f.numerator, f.n) as numerator, f.denominator, f.value
    from indicators.figure as f
    inner join reference.indicator as i on f.indicator_id = i.indicator_id
    where i.viewer = 'staff' and f.network_id <> '*' and f.status = 'ok'
    order by all
"""
TOTALS = """
    select i.family, v.as_of, v.indicator_id, v.value, v.status
    from marts.indicator_values as v
    inner join reference.indicator as i on v.indicator_id = i.indicator_id
    where i.viewer = 'staff' and v.network_id = '*'
    order by all
"""
STORE = """
    create or replace table marts.public_total as
    select t.family, t.as_of, t.indicator_id,
        case when s.is_shown then s.value end as value,
        case when s.is_shown then 'ok' when t.status = 'ok' or f.state is not null then 'secret'
            else t.status end as status,
        f.released_on, f.is_held, f.is_forced
    from totals as t
    left join families as f on t.family = f.family and t.as_of = f.as_of
    left join shown as s
        on t.family = s.family and t.as_of = s.as_of and t.indicator_id = s.indicator_id
    order by all
"""


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS`: figures shown, and the ledger with those of this build."""
    parts, totals = connection.execute(PARTS).df(), connection.execute(TOTALS).df()
    ledger = connection.execute("from reference.release_total").df()
    today = connection.execute("from reference.release_day").df().iloc[0, 0]
    forced = set(connection.execute("from reference.correction").df()["scope"])
    shown = totals[totals["status"] == "ok"].merge(safe_figures(parts, load_disclosure().sums))
    families = decide(parts, shown, ledger, forced)
    new = families[families["is_new"]].assign(released_on=pd.Timestamp(today))
    added = _added(new, parts, shown)
    whole = pd.concat([ledger, added], ignore_index=True) if len(ledger) else added
    _store(connection, totals, _dated(families, whole), whole)


def decide(
    parts: pd.DataFrame, shown: pd.DataFrame, ledger: pd.DataFrame, forced: set[str]
) -> pd.DataFrame:
    """Decision for each family and month: `FAMILY`, `state`, `is_new`, `is_held`, `is_forced`.

    Args:
        parts: contribution of each network today.
        shown: figures that may be shown today.
        ledger: rows of `reference.release_total`, for every state shown.
        forced: families that an administrator corrects, `'*'` for all.
    """
    at = shown[FAMILY].drop_duplicates()
    states = ledger[[*FAMILY, "state"]].drop_duplicates()
    at = pd.concat([at, states[FAMILY]]).drop_duplicates().set_index(FAMILY).sort_index()
    former = ledger[ledger["network_id"] != ALL]
    may, same = pd.Series(True, index=at.index), pd.Series(False, index=at.index)
    for _, state in former.groupby("state"):
        # The states of a family are in order: the last one that contains it decides.
        now_same = same_parts(parts, state)
        same.loc[now_same.index] = now_same
    is_shown = at.index.isin(pd.MultiIndex.from_frame(shown[FAMILY]))
    # Most families are as they were shown: whether these may change is not asked.
    asked = same.index[~same]
    parts, shown, former = (_of_families(rows, asked) for rows in (parts, shown, former))
    for _, state in former.groupby("state"):
        may &= may_change(parts, state, shown).reindex(at.index, fill_value=True)
    last = states.groupby(FAMILY)["state"].max().reindex(at.index)
    is_forced = at.index.get_level_values("family").isin(forced) | (ALL in forced)
    is_first = last.isna().to_numpy()
    moves = ~same.to_numpy() & (is_forced | (may.to_numpy() & is_shown))
    is_new = is_first | moves
    return at.assign(
        state=last.fillna(0).astype(int).to_numpy() + is_new,
        is_new=is_new,
        is_held=~is_new & ~same.to_numpy(),
        is_forced=is_forced & is_new & ~is_first,
    ).reset_index()


def _of_families(rows: pd.DataFrame, families: pd.Index) -> pd.DataFrame:
    return rows[pd.MultiIndex.from_frame(rows[FAMILY]).isin(families)]


def _added(new: pd.DataFrame, parts: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Rows of the ledger for families with something new: the figures and their parts."""
    figures = shown.merge(new[[*FAMILY, *STATE]], on=FAMILY)
    totals = figures.assign(network_id=ALL, numerator=None, denominator=None)
    behind = parts.merge(figures[[*FIGURE, *STATE]], on=FIGURE)
    columns = [*FAMILY, *STATE, "indicator_id", "network_id", *AMOUNTS]
    rows = pd.concat([totals[columns], behind[columns]], ignore_index=True)
    return rows.astype(dict.fromkeys(AMOUNTS, float))


def _dated(families: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Families with the day on which their current figures were first shown."""
    days = ledger[[*FAMILY, "state", "released_on"]].drop_duplicates()
    return families.merge(days, on=[*FAMILY, "state"], how="left")


def _store(
    connection: duckdb.DuckDBPyConnection,
    totals: pd.DataFrame,
    families: pd.DataFrame,
    ledger: pd.DataFrame,
) -> None:
    current = families[[*FAMILY, "state"]]
    shown = ledger[ledger["network_id"] == ALL].merge(current, on=[*FAMILY, "state"])
    frames = {"totals": totals, "families": families, "ledger": ledger}
    frames["shown"] = shown.assign(is_shown=True)
    for name, frame in frames.items():
        connection.register(name, frame)
    connection.execute(STORE)
    connection.execute(
        "create or replace table releases.total as from reference.release_total where false"
    )
    connection.execute("insert into releases.total by name from ledger")
    for name in frames:
        connection.unregister(name)
