"""Current state of each barrier: one figure, its change, and who could measure it.

A barrier is represented by the first of its headlines that the reader sees with a value, so that a
figure kept secret from some readers does not leave the barrier without any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from method import change
from method.catalog import Indicator, load_catalog
from method.change import Change
from observatory.figures.figure import View
from observatory.figures.kept import remembered
from observatory.opinion.opinion import Barrier, load_opinion

# Month ends of a small curve: three years and the month itself.
HISTORY = 37
NO_MONTHS = pd.DataFrame({"as_of": [], "value": []})
# Files held by others than the networks.
FUNDERS = frozenset({"subventions", "versements"})


@dataclass(frozen=True)
class Standing:
    """One indicator of a barrier at a month end.

    Attributes:
        barrier: the barrier that it represents.
        indicator: its catalogue entry.
        now: its row of `indicator_headlines`.
        change: its change over twelve months; None if one end is missing.
        months: `as_of`, `value` and the other columns of `indicator_series` for the last 36 months
            and this one, in order.
    """

    barrier: Barrier
    indicator: Indicator
    now: Mapping[Any, Any]
    change: Change | None
    months: pd.DataFrame

    @property
    def history(self) -> tuple[float, ...]:
        """Values of these months."""
        return tuple(self.months["value"].tolist())

    @property
    def is_known(self) -> bool:
        """Whether there is a value to show."""
        return self.now["status"] == "ok"


@dataclass(frozen=True)
class Measured:
    """What would measure a barrier, and how many networks have sent it.

    Attributes:
        barrier: the barrier.
        indicator: the one that would represent it.
        files: contracts that it needs and that somebody has to send.
        sent: networks that have sent all of them.
        expected: networks that should send them.
    """

    barrier: Barrier
    indicator: Indicator
    files: tuple[str, ...]
    sent: int
    expected: int


@remembered
def headlines(view: View) -> list[Standing]:
    """One standing per barrier, in order, for all networks together."""
    barriers = load_opinion().barriers
    by_indicator = _of(view, [name for barrier in barriers for name in barrier.headlines])
    return [_first(barrier, by_indicator) for barrier in barriers]


def details(view: View, barrier: Barrier) -> list[Standing]:
    """Every indicator of a barrier, in order."""
    by_indicator = _of(view, barrier.indicators)
    return [_standing(barrier, name, by_indicator) for name in barrier.indicators]


def measured(coverage: pd.DataFrame) -> list[Measured]:
    """What would measure each barrier, and who has sent it.

    Args:
        coverage: rows of `coverage`: `network_id`, `contract`, `status`; only contracts in it are
            requested from somebody.
    """
    requested = set(coverage["contract"])
    here = coverage[coverage["status"] != "absent"].groupby("network_id")["contract"].agg(set)
    expected = coverage["network_id"].nunique()
    rows = []
    for barrier in load_opinion().barriers:
        indicator = load_catalog().indicators[barrier.headlines[0]]
        files = tuple(name for name in indicator.files if name in requested and name != "reseaux")
        sent = sum(set(files) <= sent_files for sent_files in here)
        rows.append(Measured(barrier, indicator, files, sent, expected))
    return rows


def _of(view: View, names: Sequence[str]) -> dict[str, tuple[Mapping[Any, Any], pd.DataFrame]]:
    """Row of `indicator_headlines` and history of indicators, by id."""
    everyone = view.of_all()
    now = everyone.headlines(names)
    past = everyone.series(*names)
    histories = {name: rows.tail(HISTORY) for name, rows in past.groupby("indicator_id")}
    return {
        row["indicator_id"]: (row, histories.get(row["indicator_id"], past.head(0)))
        for row in now.to_dict("records")
    }


def _first(barrier: Barrier, by_indicator: Mapping[str, Any]) -> Standing:
    standings = [_standing(barrier, name, by_indicator) for name in barrier.headlines]
    return next((one for one in standings if one.is_known), standings[0])


def _standing(barrier: Barrier, name: str, by_indicator: Mapping[str, Any]) -> Standing:
    indicator = load_catalog().indicators[name]
    if name not in by_indicator:
        return Standing(barrier, indicator, {"status": "no_data", "value": None}, None, NO_MONTHS)
    now, history = by_indicator[name]
    evolution = change.compare(indicator, now, change.before(now))
    return Standing(barrier, indicator, now, evolution, history)
