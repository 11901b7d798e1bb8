"""Hidden figures of networks determined by the row of all networks, in one build or two.

Counts of companies add up over networks wherever no company is in two of them; the attacker knows
where that is the case and, for two builds, which networks changed.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from tests.secrecy.worlds import inside, read

ALL = "*"
Name = tuple[str, int]
# Numerator and status by network.
Counts = dict[str, tuple[float, str]]
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
    public = [_counts(read(build, "public", "marts.indicator_values", where)) for build in builds]
    true = [
        _counts(inside(build, f"select * from marts.indicator_values where {where}"))
        for build in builds
    ]
    hits = []
    for as_of in months:
        for indicator in COUNTS:
            at = [counts.get((as_of, indicator), {}) for counts in public]
            whole = [counts.get((as_of, indicator), {}) for counts in true]
            hits += [(as_of, indicator, network) for network in sorted(_pinned(at, whole, changed))]
    return hits


def _counts(rows: pd.DataFrame) -> dict[tuple[date, str], Counts]:
    """Numerator and status of each network, by month and indicator."""
    counts: dict[tuple[date, str], Counts] = defaultdict(dict)
    columns = (rows[name] for name in ("as_of", "indicator_id", "network_id"))
    for as_of, indicator, network, *count in zip(
        *columns, rows["numerator"], rows["status"], strict=True
    ):
        counts[as_of.date(), indicator][network] = tuple(count)
    return counts


def _pinned(public: Sequence[Counts], true: Sequence[Counts], changed: frozenset[str]) -> set[str]:
    """Networks whose hidden count has a single possible value."""
    exact_counts: dict[Name, float] = {
        _name(network, number, changed): count
        for number, counts in enumerate(public)
        for network, (count, status) in counts.items()
        if network != ALL and status == "ok" and not math.isnan(count)
    }
    sums = []
    for number, (counts, truth) in enumerate(zip(public, true, strict=True)):
        networks = {n: c for n, (c, _) in truth.items() if n != ALL and not math.isnan(c)}
        whole, _ = counts.get(ALL, (math.nan, ""))
        # The attacker is told where the total is the exact sum over the current networks.
        if not math.isnan(whole) and sum(networks.values()) == whole:
            names = [_name(network, number, changed) for network in networks]
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
