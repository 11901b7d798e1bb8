"""Arithmetic of warnings: what was told before it was too late, how early, how often for nothing.

A panel has one row for each network and month end. A *voice* is a boolean column of it: a rule of
the alerts, the level, a rank among the first five, or what a rival would say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import bootstrap
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

# Months after a warning in which a crisis would justify it.
HORIZON = 12
DRAWS = 1_000


@dataclass(frozen=True)
class Interval:
    """A measure between its bounds at 95 %; NaN where nothing was measured."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """What one voice is worth.

    Attributes:
        told: share of the crises that it told before the point of no return.
        lead: median months between its first word and that point, over the crises told.
        false: alarms begun in quiet months, for each network and year of quiet.
        quiet_share: share of the quiet months in which it speaks.
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
        the crisis at which the voice spoke, to the point of no return; NaN where it did not.
    """
    keys = ["world", "network"]
    reached = panel[panel["is_crisis"] & (panel["broken"] > panel["begin"])]
    reached = reached[reached["broken"] <= panel["month"].max()]
    crises = reached.drop_duplicates(keys)[[*keys, "kind", "broken"]]
    before = reached[
        (reached["month"] >= reached["begin"]) & (reached["month"] < reached["broken"])
    ]
    first = before[before[voice]].groupby(keys)["month"].min().rename("first")
    found = crises.merge(first, left_on=keys, right_index=True, how="left")
    found["lead"] = found["broken"] - found["first"]
    return found[[*keys, "kind", "lead"]]


def quiet(panel: pd.DataFrame) -> pd.Series:
    """Months in which a warning is for nothing: no crisis is on, and none comes within a year.

    A point of no return that nobody planned (the demonstration has its own troubles) counts: the
    year before it, and all that follows it, are not quiet.
    """
    is_on = panel["is_crisis"] & (panel["month"] >= panel["begin"])
    ends = panel["broken"].notna() & (panel["month"] >= panel["broken"] - HORIZON)
    return ~(is_on | ends)


def false_alarms(panel: pd.DataFrame, voice: str) -> tuple[int, float, float]:
    """Alarms begun in quiet months, network-years of quiet, and share of them in alarm.

    An alarm begins where the voice speaks and did not speak the month before in the panel, or at
    the first month of the panel.
    """
    ordered = panel.sort_values(["world", "network", "month"])
    speaks = ordered[voice].astype(bool)
    before = speaks.groupby([ordered["world"], ordered["network"]]).shift(fill_value=False)
    calm = quiet(ordered)
    return int((speaks & ~before & calm).sum()), calm.sum() / 12, float(speaks[calm].mean())


def score(panel: pd.DataFrame, voice: str) -> Score:
    """What a voice is worth on a panel, with intervals at 95 %: Wilson for the share told,
    bootstrap of the crises for the median, exact Poisson for the false alarms."""
    found = leads(panel, voice)
    told = found["lead"].dropna().to_numpy()
    begun, years, share = false_alarms(panel, voice)
    return Score(
        _share(len(told), len(found)), _median(told), _rate(begun, years), share, len(found)
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
    found = bootstrap(
        (values,), np.median, n_resamples=DRAWS, method="percentile", rng=np.random.default_rng(23)
    ).confidence_interval
    return Interval(middle, float(found.low), float(found.high))


def _rate(count: int, years: float) -> Interval:
    if not years:
        return Interval(np.nan, np.nan, np.nan)
    low, high = confint_poisson(count, years, method="exact-c")
    return Interval(count / years, float(low), float(high))


def bound_for(panel: pd.DataFrame, signal: pd.Series, share: float) -> float:
    """Bound at or above which a signal speaks in at most that share of the quiet months.

    Args:
        panel: see `leads`.
        signal: higher is worse; NaN never speaks.
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
