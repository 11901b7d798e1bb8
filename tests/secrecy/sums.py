"""Hidden figures of networks determined by the row of all networks, in one build or two.

Counts of companies add up over networks wherever no company is in two of them; the attacker knows
where that is the case and, for two builds, which networks changed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from tests.secrecy.worlds import inside, read

ALL = "*"
Name = tuple[str, int]
# Figures of a network that are counts, or shares whose numerator is a count.
COUNTS = (
    "joins_12m",
    "leaves_12m",
    "leaves_ceased_12m",
    "leaves_merged_12m",
    "leaves_moved_12m",
    "leaves_unpaid_12m",
    "leaves_resigned_12m",
    "leaves_other_12m",
    "leaves_unknown_12m",
    "churn_12m",
    "first_year_retention",
    "tpe_share",
    "pme_share",
    "eti_share",
    "ge_share",
    "tpe_pme_share",
    "tpe_pme_penetration",
)
LISTED = "'" + "', '".join(COUNTS) + "'"


def own_found(builds: Sequence[Path], months: Sequence[date], changed: frozenset[str]) -> list:
    """Hidden counts determined by the totals of all networks: month, indicator, network.

    Args:
        builds: one published folder, or the old and the new one.
        months: month ends to attack.
        changed: networks that changed between the two.
    """
    days = ", ".join(f"date '{day}'" for day in months)
    where = f"indicator_id in ({LISTED}) and as_of in ({days})"
    public = [read(build, "public", "marts.indicator_values", where) for build in builds]
    true = [
        inside(build, f"select * from marts.indicator_values where {where}") for build in builds
    ]
    hits = []
    for as_of in months:
        for indicator in COUNTS:
            at = [_at(rows, as_of, indicator) for rows in public]
            whole = [_at(rows, as_of, indicator) for rows in true]
            hits += [(as_of, indicator, network) for network in sorted(_pinned(at, whole, changed))]
    return hits


def _at(rows: pd.DataFrame, as_of: date, indicator: str) -> pd.DataFrame:
    is_at = (rows["as_of"] == pd.Timestamp(as_of)) & (rows["indicator_id"] == indicator)
    return rows[is_at].set_index("network_id")


def _pinned(
    public: Sequence[pd.DataFrame], true: Sequence[pd.DataFrame], changed: frozenset[str]
) -> set[str]:
    """Networks whose hidden count has a single possible value."""
    exact_counts: dict[Name, float] = {}
    for number, rows in enumerate(public):
        exact = rows["numerator"].where(rows["status"] == "ok").dropna().drop(ALL, errors="ignore")
        exact_counts |= {_name(str(n), number, changed): value for n, value in exact.items()}
    sums = []
    for number, (rows, truth) in enumerate(zip(public, true, strict=True)):
        networks = truth["numerator"].dropna().drop(ALL, errors="ignore")
        whole = rows["numerator"].get(ALL, math.nan)
        # The attacker is told where the total is the exact sum over the current networks.
        if not math.isnan(whole) and networks.sum() == whole:
            names = [_name(str(n), number, changed) for n in networks.index]
            rest = whole - sum(exact_counts.get(name, 0.0) for name in names)
            sums.append((Counter(n for n in names if n not in exact_counts), rest))
    if len(sums) > 1:
        (one, before), (other, after) = sums
        moved = {n: other[n] - one[n] for n in {*one, *other} if other[n] != one[n]}
        sums.append((Counter(moved), after - before))
    pinned: set[str] = set()
    for terms, rest in sums:
        # Several that are all zero are not secret: a zero may be seen where there is no company.
        if len(terms) == 1 and rest:
            pinned |= {network for network, _ in terms}
    return pinned


def _name(network: str, number: int, changed: frozenset[str]) -> Name:
    """Name of an unknown: a network that did not change has the same one in both builds."""
    return (network, number if network in changed else 0)
