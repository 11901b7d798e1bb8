"""Length of stay of companies in networks and of people in teams: Kaplan–Meier curves.

The curves describe the months of the panel. A stay older than the panel is followed from the first
month of the panel (left truncation): before that, only those who stayed are seen.
"""

from __future__ import annotations

from typing import Literal

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm
from statsmodels.duration.survfunc import SurvfuncRight

INPUTS = ("core.month", "indicators.membership_duration", "indicators.staff_duration")
OUTPUTS = ("marts.membership_survival", "marts.team_survival")

ALL = "*"
MEMBERSHIP = ["network_id", "size_class", "joining_year"]
TEAM = ["network_id", "networks", "largest_share"]
# Below this, one departure moves the curve too much (expert convention, unsourced).
MIN_AT_RISK = 5
Z_95 = norm.ppf(0.975)

CURVE = (
    "time_months bigint, survival double, low double, high double, at_risk bigint, events bigint"
)
MEMBERSHIP_TYPES = "network_id varchar, size_class varchar, joining_year bigint"
TEAM_TYPES = "network_id varchar, networks bigint, largest_share double"


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS`, one row per curve and whole month.

    A curve of memberships is a scope (`'*'`: memberships of all networks), with all its companies,
    those of one `size_class` (`'*'`: all), or those of one `joining_year` (NULL: all). A curve of
    teams is a scope; `networks` is its number of teams, `largest_share` the share of its stays in
    the largest one. A curve stops where fewer than five stays are followed. `at_risk` is the number
    followed just before the month's end, `events` the departures during the month.
    """
    memberships = connection.execute("from indicators.membership_duration order by all").df()
    everyone = memberships.assign(size_class=ALL, joining_year=pd.NA)
    by_size = memberships.assign(joining_year=pd.NA)
    by_year = memberships.assign(size_class=ALL)
    curves = pd.concat([_curves(group, MEMBERSHIP) for group in (everyone, by_size, by_year)])
    _write(connection, "marts.membership_survival", MEMBERSHIP_TYPES, curves)
    stays = connection.execute("from indicators.staff_duration order by all").df()
    of_scope = stays.groupby("network_id")["employer_id"]
    stays["networks"] = of_scope.transform("nunique")
    most = of_scope.agg(lambda employers: employers.value_counts(normalize=True).max())
    stays["largest_share"] = stays["network_id"].map(most)
    _write(connection, "marts.team_survival", TEAM_TYPES, _curves(stays, TEAM))


def _curves(spells: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One curve for each value of the keys, concatenated; empty if there is none."""
    curves, first = [pd.DataFrame()], []
    followed = [spells[name].to_numpy() for name in ("entry_months", "exit_months", "has_left")]
    for rows in spells.groupby(keys, dropna=False).indices.values():
        curve = kaplan_meier(*(values[rows] for values in followed))
        curves.append(curve)
        first += [rows[0]] * len(curve)
    labels = spells[keys].iloc[first].reset_index(drop=True)
    return pd.concat([pd.concat(curves, ignore_index=True), labels], axis=1)


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, types: str, curves: pd.DataFrame
) -> None:
    connection.execute(f"create or replace table {table} (as_of date, {types}, {CURVE})")
    if curves.empty:
        return
    connection.register("curves", curves)
    connection.execute(
        f"insert into {table} by name select m.as_of, c.* "  # noqa: S608 — names of this module
        "from curves as c cross join (select max(as_of) as as_of from core.month) as m"
    )
    connection.unregister("curves")


def kaplan_meier(
    entry: NDArray[np.float64], end: NDArray[np.float64], left: NDArray[np.bool_]
) -> pd.DataFrame:
    """Kaplan–Meier curve at whole months, cut where fewer than five are at risk.

    Ŝ(t) = ∏ (1 − d/n), variance by Greenwood, log-log interval at 95 %.

    Args:
        entry: age when observation begins, 0 for those observed from the start (months).
        end: age when observation ends, above `entry`.
        left: whether it ended with a departure.

    Returns:
        `time_months`, `survival`, `low`, `high` (NaN before the first departure), `at_risk`,
        `events`; empty when fewer than five are ever at risk.
    """
    months = np.arange(int(end.max(initial=0)) + 1, dtype=float)
    # Observation begins before it ends: those who are out by then had entered before.
    at_risk = _below(entry, np.maximum(months, 1e-9)) - _below(end, months)
    is_thin = at_risk < MIN_AT_RISK
    months = months[: is_thin.argmax() if is_thin.any() else None]
    if not len(months):
        return pd.DataFrame()
    survival, error = np.ones(len(months)), np.zeros(len(months))
    if left.any():
        fitted = SurvfuncRight(end, left.astype(int), entry=entry)
        step = np.searchsorted(fitted.surv_times, months, side="right") - 1
        survival = np.where(step >= 0, fitted.surv_prob[step], 1.0)
        error = np.where(step >= 0, fitted.surv_prob_se[step], 0.0)
    low, high = log_log_interval(survival, error)
    # A departure on a whole month belongs to the month that it ends.
    departures = np.diff(_below(end[left], months, "right"), prepend=0)
    return pd.DataFrame(
        {
            "time_months": months.astype(int),
            "survival": survival,
            "low": low,
            "high": high,
            "at_risk": at_risk[: len(months)],
            "events": departures,
        }
    )


def _below(
    values: NDArray[np.float64], bars: NDArray[np.float64], side: Literal["left", "right"] = "left"
) -> NDArray[np.int64]:
    """Number of values below each bar, or equal to it with `right`."""
    return np.searchsorted(np.sort(values), bars, side)


def log_log_interval(
    survival: NDArray[np.float64], error: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bounds S^exp(±z·se ÷ (S·|ln S|)); NaN where S is 0 or 1, for lack of variance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.exp(Z_95 * error / (survival * np.abs(np.log(survival))))
        is_inside = (survival > 0) & (survival < 1)
        return (
            np.where(is_inside, survival**spread, np.nan),
            np.where(is_inside, survival ** (1 / spread), np.nan),
        )
