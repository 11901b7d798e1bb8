"""Scores of warnings: crises detected in time, lead time, and false alarms.

A panel has one row for each network and month end. A *voice* is one of its boolean columns: a rule
of the alerts, the level, a rank among the first five, or the signal of a rival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import bootstrap
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

# Months after a warning in which a crisis justifies it.
HORIZON = 12
DRAWS = 1_000


@dataclass(frozen=True)
class Interval:
    """A measure with its 95 % bounds; NaN if nothing was measured."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """Score of one voice.

    Attributes:
        told: share of the crises detected before the point of no return.
        lead: median months between its first signal and that point, over detected crises.
        false: alarms that start in quiet months, per quiet network-year.
        quiet_share: share of the quiet months in alarm.
        crises: crises that reached a point of no return within the panel.
    """

    told: Interval
    lead: Interval
    false: Interval
    quiet_share: float
    crises: int


def leads(panel: pd.DataFrame, voice: str) -> pd.DataFrame:
    """One row for each crisis that reached its point of no return inside the panel.

    Args:
        panel: `world`, `network`, `month`, `is_crisis`, `kind`, `begin`, `broken`, and the voice.
        voice: name of a boolean column.

    Returns:
        `world`, `network`, `kind`, `lead`: months from the first month end at or after the start of
        the crisis with the voice on, to the point of no return; NaN if there is none.
    """
    keys = ["world", "network"]
    reached = panel[panel["is_crisis"] & (panel["broken"] > panel["begin"])]
    reached = reached[reached["broken"] <= panel["month"].max()]
    crises = reached.drop_duplicates(keys)[[*keys, "kind", "broken"]]
    before = reached[
        (reached["month"] >= reached["begin"]) & (reached["month"] < reached["broken"])
    ]
    first = before[before[voice]].groupby(keys)["month"].min().rename("first")
    by_crisis = crises.merge(first, left_on=keys, right_index=True, how="left")
    by_crisis["lead"] = by_crisis["broken"] - by_crisis["first"]
    return by_crisis[[*keys, "kind", "lead"]]


def quiet(panel: pd.DataFrame) -> pd.Series:
    """Months in which a warning is false: no crisis is under way, and none comes within a year.

    A point of no return outside the plan (the demonstration has its own difficulties) counts: the
    year before it, and everything after it, is not quiet.
    """
    is_on = panel["is_crisis"] & (panel["month"] >= panel["begin"])
    ends = panel["broken"].notna() & (panel["month"] >= panel["broken"] - HORIZON)
    return ~(is_on | ends)


def false_alarms(panel: pd.DataFrame, voice: str) -> tuple[int, float, float]:
    """Alarms that start in quiet months, quiet network-years, and share of these in alarm.

    An alarm starts when the voice is on and was off in the previous month of the panel, or at the
    first month of the panel.
    """
    ordered = panel.sort_values(["world", "network", "month"])
    speaks = ordered[voice].astype(bool)
    before = speaks.groupby([ordered["world"], ordered["network"]]).shift(fill_value=False)
    calm = quiet(ordered)
    return int((speaks & ~before & calm).sum()), calm.sum() / 12, float(speaks[calm].mean())


def score(panel: pd.DataFrame, voice: str) -> Score:
    """Score of a voice on a panel, with 95 % intervals: Wilson for the share detected, bootstrap
    over crises for the median, exact Poisson for the false alarms."""
    by_crisis = leads(panel, voice)
    months_ahead = by_crisis["lead"].dropna().to_numpy()
    alarms, years, share = false_alarms(panel, voice)
    return Score(
        _share(len(months_ahead), len(by_crisis)),
        _median(months_ahead),
        _rate(alarms, years),
        share,
        len(by_crisis),
    )


def _share(count: int, of: int) -> Interval:
    if not of:
        return Interval(np.nan, np.nan, np.nan)
    low, high = proportion_confint(count, of, method="wilson")
    return Interval(count / of, float(low), float(high))


def _median(values: np.ndarray) -> Interval:
    if not len(values):
        return Interval(np.nan, np.nan, np.nan)
    middle = float(np.median(values))
    if len(set(values)) == 1:
        return Interval(middle, middle, middle)
    bounds = bootstrap(
        (values,), np.median, n_resamples=DRAWS, method="percentile", rng=np.random.default_rng(23)
    ).confidence_interval
    return Interval(middle, float(bounds.low), float(bounds.high))


def _rate(count: int, years: float) -> Interval:
    if not years:
        return Interval(np.nan, np.nan, np.nan)
    low, high = confint_poisson(count, years, method="exact-c")
    return Interval(count / years, float(low), float(high))


def bound_for(panel: pd.DataFrame, signal: pd.Series, share: float) -> float:
    """Bound at or above which a signal is on in at most that share of the quiet months.

    Args:
        panel: see `leads`.
        signal: higher is worse; NaN is never on.
        share: between 0 and 1.
    """
    calm = signal[quiet(panel)].fillna(-np.inf).to_numpy()
    levels: Sequence[float] = np.unique(calm)[::-1]
    best = np.inf
    for level in levels:
        if (calm >= level).mean() > share:
            break
        best = float(level)
    return best
