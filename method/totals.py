"""Restricted figures for all networks together: which may be shown, and when they may change.

A total is safe when three or more networks contribute to it and none contributes over 85 %. Within
a family and a month, all totals cover the same set of networks, so that no difference of two totals
is one network's figure. A published total changes only if three or more networks have changed since
each state that was ever shown; otherwise the former one is kept.

Tables of parts have one row per `family`, `as_of`, `indicator_id` and `network_id`, with
`numerator`, `denominator` (NaN if none) and `value`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from method.disclosure import Sum
from method.secrecy import MAX_DOMINANCE, MIN_UNITS

FAMILY = ["family", "as_of"]
FIGURE = [*FAMILY, "indicator_id"]
PART = [*FIGURE, "network_id"]
AMOUNTS = ["numerator", "denominator", "value"]
# Two sums of the same terms in a different order differ by less than this.
SAME = 1e-9


def safe_figures(parts: pd.DataFrame, sums: Iterable[Sum]) -> pd.DataFrame:
    """Figures that may be shown: `FIGURE` columns.

    Args:
        parts: contribution of each network today.
        sums: figures that add up.
    """
    sizes = parts[["numerator", "denominator"]].abs()
    judged = _judged(parts[FIGURE].join(sizes))
    judged["networks"] = _sets(parts)
    safe = judged[judged["is_safe"]].reset_index()
    return _without_lone_parts(_on_one_set(safe), sums)[FIGURE].reset_index(drop=True)


def may_change(now: pd.DataFrame, former: pd.DataFrame, shown: pd.DataFrame) -> pd.Series:
    """Whether each family and month may move from a state that was shown to today's.

    Args:
        now: today's parts.
        former: parts of that state, for the figures shown then.
        shown: figures that would be shown today.

    Returns:
        By `FAMILY`; families missing from that state are absent.
    """
    both = shown[FIGURE].merge(former[FIGURE].drop_duplicates(), on=FIGURE)
    moves = _moves(now.merge(both, on=FIGURE), former.merge(both, on=FIGURE))
    is_blocked = ~_judged(moves)["is_safe"]
    blocked = is_blocked.groupby(level=FAMILY).any()
    families = pd.MultiIndex.from_frame(former[FAMILY].drop_duplicates())
    return ~blocked.reindex(families, fill_value=False)


def same_parts(now: pd.DataFrame, former: pd.DataFrame) -> pd.Series:
    """Whether each family and month of a state has the same parts as today, by `FAMILY`."""
    moves = _moves(now.merge(former[FIGURE].drop_duplicates(), on=FIGURE), former)
    moved = pd.MultiIndex.from_frame(moves[FAMILY].drop_duplicates())
    families = pd.MultiIndex.from_frame(former[FAMILY].drop_duplicates())
    return pd.Series(~families.isin(moved), index=families)


def _judged(sizes: pd.DataFrame) -> pd.DataFrame:
    """By `FIGURE`: `is_safe`, at least three non-zero units, none over 85 %."""
    of_figure = sizes.groupby(FIGURE)
    units = sizes["numerator"].gt(0).groupby([sizes[c] for c in FIGURE]).sum()
    largest, total = of_figure.max(numeric_only=True), of_figure.sum(numeric_only=True)
    is_owned = (largest > MAX_DOMINANCE * total) & (total > 0)
    is_safe = (units >= MIN_UNITS) & ~is_owned[["numerator", "denominator"]].any(axis=1)
    return pd.DataFrame({"is_safe": is_safe})


def _sets(parts: pd.DataFrame) -> pd.Series:
    """By `FIGURE`, the networks it covers, as one text."""
    ordered = parts.sort_values("network_id")
    figures = ordered.groupby(FIGURE)
    sizes, place = figures.size(), figures.ngroup().to_numpy()
    # Python strings: Arrow ones would each be converted again for every figure.
    names = ordered["network_id"].to_numpy(object)[np.argsort(place, kind="stable")]
    covered = ["\n".join(of) for of in np.split(names, np.cumsum(sizes.to_numpy())[:-1])]
    return pd.Series(covered[: len(sizes)], sizes.index)


def _on_one_set(safe: pd.DataFrame) -> pd.DataFrame:
    """For each family and month, the figures on the most common set of networks."""
    counted = safe.assign(figures=1).groupby([*FAMILY, "networks"], as_index=False)["figures"].sum()
    # On a tie: the set with more networks, then the first by name.
    counted["size"] = counted["networks"].str.count("\n")
    best = counted.sort_values(["figures", "size", "networks"], ascending=[False, False, True])
    return safe.merge(best.drop_duplicates(FAMILY)[[*FAMILY, "networks"]])


def _without_lone_parts(safe: pd.DataFrame, sums: Iterable[Sum]) -> pd.DataFrame:
    """Figures, without the parts of a sum where one is missing: its total would reveal it."""
    for rule in sums:
        members = safe[safe["indicator_id"].isin(rule.parts)]
        complete = members.groupby(FAMILY).size() == len(rule.parts)
        families = pd.MultiIndex.from_frame(safe[FAMILY])
        is_whole = families.isin(complete.index[complete])
        safe = safe[~safe["indicator_id"].isin(rule.parts) | is_whole]
    return safe


def _moves(now: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """Parts that moved: `PART`, and how much `numerator` and `denominator` moved."""
    both = now.merge(former, on=PART, how="outer", suffixes=("", "_former"))
    size = {name: _gap(both[name], both[f"{name}_former"]) for name in AMOUNTS}
    has_moved = np.logical_or.reduce([gap > 0 for gap in size.values()])
    # A median can move with the same units: count it as a move so that the network counts.
    size["numerator"] = size["numerator"].where(size["numerator"] > 0, size["value"])
    moved = both[PART].assign(numerator=size["numerator"], denominator=size["denominator"])
    return moved[has_moved]


def _gap(one: pd.Series, other: pd.Series) -> pd.Series:
    """Absolute difference, missing amounts as zero; 0 within rounding."""
    one, other = one.fillna(0).astype(float), other.fillna(0).astype(float)
    gap = (one - other).abs()
    return gap.where(gap > SAME * np.maximum(one.abs(), other.abs()), 0.0)
