"""Public money received in each draw: instalments, their day of payment, and their sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from method.forecast.delays import NEVER_DAY, Floats, Ints
from method.forecast.scenario import UNCHANGED, Scenario
from method.forecast.treasury import Instalments


@dataclass(frozen=True)
class Money:
    """Instalments and their day of payment in each draw.

    Attributes:
        instalments: shape (n,) each.
        pay_day: shape (n, draws), `NEVER_DAY` for never.
        share: shape (n, draws), share of the amount paid; None when paid in full.
    """

    instalments: Instalments
    pay_day: Ints
    share: Floats | None = None
    _unchanged: dict[bytes, Floats] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def none(cls, draws: int) -> Money:
        """No money at all."""
        return cls(Instalments.none(), np.empty((0, draws), np.int32), np.empty((0, draws)))

    def of(self, columns: NDArray[np.intp]) -> Money:
        """Restrict to some draws, and to the instalments that at least one draw pays."""
        rows = self.first_day < NEVER_DAY
        share = None if self.share is None else self.share[rows][:, columns]
        return Money(self.instalments.of(rows), self.pay_day[rows][:, columns], share)

    @cached_property
    def first_day(self) -> Ints:
        """Earliest day of payment of each instalment over the draws; shape (n,)."""
        return self.pay_day.min(axis=1, initial=NEVER_DAY)

    def received(self, scenario: Scenario, days: Ints) -> Floats:
        """Cumulative receipts at the end of the given days, ascending; shape (days, draws).

        Without scenario they are cached: every fan and scenario of a page uses them.
        """
        if scenario is not UNCHANGED:
            return self._add_up(scenario, days)
        key = days.tobytes()
        if key not in self._unchanged:
            self._unchanged[key] = self._add_up(scenario, days)
            self._unchanged[key].flags.writeable = False
        return self._unchanged[key]

    def _add_up(self, scenario: Scenario, days: Ints) -> Floats:
        draws, delays = self.pay_day.shape[1], scenario.delays(self.instalments)
        # The longer the delay, the fewer instalments are paid in time.
        rows = self.first_day + delays <= days[-1]
        row_begins = np.searchsorted(days, np.arange(days[-1] + 2)) * draws
        cell = row_begins.take(self.pay_day[rows] + delays[rows, None], mode="clip")
        cell += np.arange(draws)
        weights = np.repeat(scenario.amounts(self.instalments)[rows], draws)
        if self.share is not None:
            weights *= self.share[rows].ravel()
        total = np.bincount(cell.ravel(), weights=weights, minlength=(days.size + 1) * draws)
        # bincount of an empty array returns integers, even with weights.
        return running(total.reshape(days.size + 1, draws)[:-1].astype(np.float64, copy=False))


def running(months: Floats) -> Floats:
    """Running sums over the first axis, in place: five times as fast as numpy's own along it."""
    for row in range(1, months.shape[0]):
        months[row] += months[row - 1]
    return months


def joined(parts: Sequence[Money]) -> Money:
    """Concatenate several `Money`."""
    shares = [p.share for p in parts]
    if all(share is None for share in shares):
        share = None
    else:
        share = np.concatenate(
            [
                np.ones(p.pay_day.shape) if part_share is None else part_share
                for p, part_share in zip(parts, shares, strict=True)
            ]
        )
    return Money(
        Instalments.joined([p.instalments for p in parts]),
        np.concatenate([p.pay_day for p in parts]),
        share,
    )
