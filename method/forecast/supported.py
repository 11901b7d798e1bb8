"""The longest delay of public receipts that a treasury can support."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from method.forecast.engine import (
    LOW,
    Reading,
    Sample,
    advanced,
    balances,
    counted,
    quantiles,
    without_grants,
)
from method.forecast.scenario import UNCHANGED, Scenario

MAX_DELAY_DAYS = 365


def max_delay_supported(
    drawn: Sample,
    scenario: Scenario = UNCHANGED,
    reading: Reading = "expected",
    at_most: int = MAX_DELAY_DAYS,
) -> int:
    """Largest delay of all public receipts that keeps P10 at or above zero, in days.

    Bisection is exact because a path never rises with the delay; for the same reason a draw whose
    signs are the same at both bounds need not be evaluated again. Returns 0 if P10 is already below
    zero, and `at_most` if no delay up to it brings P10 below zero. The committed reading supports
    no more than the expected one.
    """
    draws = drawn.receipts_eur.shape[1]
    most = int(np.floor(LOW * (draws - 1)))

    def later(days: int) -> Scenario:
        return replace(scenario, delay_days=scenario.delay_days + days)

    def holds(days: int, negative: np.ndarray) -> bool:
        if (worst := negative.max()) != most + 1:
            return bool(worst <= most)
        # The quantile lies between two draws, one of them below zero: compute it.
        paths = balances(drawn, later(days) if days else scenario, reading)
        return bool(quantiles(paths, (LOW,)).min() >= 0)

    soon = balances(drawn, scenario, reading) < 0
    if not holds(0, soon.sum(axis=1)):
        return 0
    late = balances(drawn, later(at_most), reading) < 0
    if holds(at_most, late.sum(axis=1)):
        return at_most
    rest, money = without_grants(drawn, scenario), counted(drawn, reading)
    settled = np.zeros(rest.shape[0], np.int64)
    supported, too_long = 0, at_most
    while too_long - supported > 1:
        differs = (soon != late).any(axis=0)
        settled = settled + soon[:, ~differs].sum(axis=1)
        columns = np.flatnonzero(differs)
        rest, soon, late = rest[:, columns], soon[:, columns], late[:, columns]
        money = tuple(part.of(columns) for part in money)
        middle = (supported + too_long) // 2
        received = (part.received(later(middle), drawn.month_end_days) for part in money)
        negative = rest + advanced(drawn, scenario, *received) < 0
        if holds(middle, settled + negative.sum(axis=1)):
            supported, soon = middle, negative
        else:
            too_long, late = middle, negative
    return supported
