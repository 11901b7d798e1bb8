"""The longest delay of public receipts that a treasury can support."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from method.forecast.columns import stacked
from method.forecast.delays import Floats, Ints
from method.forecast.engine import (
    LOW,
    Reading,
    Sample,
    advance_floor,
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

    Bisection is exact because a path never rises with the delay; for the same reason a month whose
    P10 holds at the upper bound, and a draw whose signs are the same at both bounds, need not be
    evaluated again. Returns 0 if P10 is already below zero, and `at_most` if no delay up to it
    brings P10 below zero. The committed reading supports no more than the expected one.
    """
    if not at_most:
        return 0
    most = int(np.floor(LOW * (drawn.receipts_eur.shape[1] - 1)))

    def paths(days: int) -> Floats:
        later = replace(scenario, delay_days=scenario.delay_days + days) if days else scenario
        return balances(drawn, later, reading)

    def holds(days: int, negative: Ints) -> bool:
        if (worst := negative.max()) != most + 1:
            return bool(worst <= most)
        # The quantile lies between two draws, one of them below zero: compute it.
        return bool(quantiles(paths(days), (LOW,)).min() >= 0)

    soon = paths(0) < 0
    if not holds(0, soon.sum(axis=1)):
        return 0
    late = paths(at_most) < 0
    negative = late.sum(axis=1)
    if holds(at_most, negative):
        return at_most
    doubt = _Doubt(drawn, scenario, reading, soon, late, negative > most)
    supported, too_long = 0, at_most
    while too_long - supported > 1:
        middle = (supported + too_long) // 2
        below = doubt.below_zero(middle)
        negative = doubt.settled + below.sum(axis=1)
        if holds(middle, negative):
            supported, doubt.soon = middle, below
        else:
            too_long, doubt.late = middle, below
            doubt.keep_months(negative > most)
        doubt.settle(supported)
    return supported


class _Doubt:
    """Months and draws whose sign between two delays is not known yet.

    Attributes:
        days: shape (months,), month ends.
        rest: shape (months, draws), balances before public receipts.
        floor: shape (months,), least signed money with an advance; None without one.
        money: signed money then renewals, or both together without an advance.
        soon, late: shape (months, draws), whether paths are below zero at either delay.
        settled: shape (months,), number of other draws below zero at both.
    """

    def __init__(
        self,
        drawn: Sample,
        scenario: Scenario,
        reading: Reading,
        soon: NDArray[np.bool_],
        late: NDArray[np.bool_],
        months: NDArray[np.bool_],
    ) -> None:
        soon, late, self.days = soon[months], late[months], drawn.month_end_days[months]
        differs = (soon != late).any(axis=0)
        draws = differs.nonzero()[0]
        self.settled = (soon & ~differs).sum(axis=1)
        self.soon, self.late = soon.take(draws, axis=1), late.take(draws, axis=1)
        self.rest = without_grants(drawn, scenario)[months].take(draws, axis=1)
        floor = advance_floor(drawn, scenario)
        self.floor = None if floor is None else floor[months]
        last = int(self.days[-1])
        money = [part.payments(scenario, draws, last) for part in counted(drawn, reading)]
        self.money = [stacked(money)] if floor is None else money

    def below_zero(self, delay: int) -> NDArray[np.bool_]:
        """Whether paths are below zero at a delay; shape (months, draws)."""
        draws = self.rest.shape[1]
        signed, *renewed = (part.received(self.days, draws, delay) for part in self.money)
        if self.floor is not None:
            signed = np.maximum(signed, self.floor[:, None])
        return self.rest + sum(renewed, signed) < 0

    def keep_months(self, months: NDArray[np.bool_]) -> None:
        """Drop the other months."""
        if months.all():
            return
        self.days, self.settled, self.rest = (
            self.days[months],
            self.settled[months],
            self.rest[months],
        )
        self.soon, self.late = self.soon[months], self.late[months]
        self.floor = None if self.floor is None else self.floor[months]

    def settle(self, sooner: int) -> None:
        """Drop the draws with the same signs at both delays, if many.

        Args:
            sooner: the shorter of the two, which payments have at least.
        """
        differs = (self.soon != self.late).any(axis=0)
        draws = differs.nonzero()[0]
        if 2 * draws.size > differs.size:
            return
        self.settled = self.settled + (self.soon & ~differs).sum(axis=1)
        self.soon, self.late = self.soon.take(draws, axis=1), self.late.take(draws, axis=1)
        self.rest = self.rest.take(draws, axis=1)
        last = int(self.days[-1]) - sooner
        self.money = [part.of(differs, last) for part in self.money]
