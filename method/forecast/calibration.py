"""How much to stretch a fan around its median to cover 80 % of outcomes (split conformal).

For each forecast with a known outcome, the score is the factor at which its band would have just
reached the outcome; the factor of a horizon is the quantile of the scores of all networks over its
last 24 month ends. The calibration at a month end uses only what was known then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from method.forecast.delays import Floats, Ints
from method.forecast.engine import MONTHS, Fan

COVERAGE = 0.8
MONTH_ENDS = 24


class Calibration(NamedTuple):
    """Factor of each month of the horizon, and number of month ends behind it; shape (months,)."""

    factors: Floats
    month_ends: Ints

    @classmethod
    def none(cls, months: int = MONTHS) -> Calibration:
        """No outcome yet: the fan stays as drawn."""
        return cls(np.ones(months), np.zeros(months, np.int64))


@dataclass
class Outcomes:
    """Fans as drawn, stored by month end until the outcomes they forecast are known.

    Attributes:
        balance_eur: (network, month end) → balance.
    """

    balance_eur: dict[tuple[str, date], float]
    _scores: list[dict[date, list[float]]] = field(
        default_factory=lambda: [{} for _ in range(MONTHS)]
    )
    _waiting: dict[date, list[tuple[int, date, str, tuple[float, float, float]]]] = field(
        default_factory=dict
    )

    def add(self, network_id: str, fan: Fan) -> None:
        """Store a fan as drawn, before any stretching."""
        for month, end in enumerate(fan.month_ends):
            band = float(fan.p10[month]), float(fan.p50[month]), float(fan.p90[month])
            self.add_band(network_id, fan.as_of, month, end, band)

    def add_band(
        self,
        network_id: str,
        as_of: date,
        month: int,
        end: date,
        band: tuple[float, float, float],
    ) -> None:
        """Store one month of such a fan: P10, P50 and P90 at a month end; month 0 is the first."""
        self._waiting.setdefault(end, []).append((month, as_of, network_id, band))

    def calibration(self, as_of: date) -> Calibration:
        """Factors known at a month end; must be called in order of month ends.

        A horizon without outcomes yet takes the factor of the longest shorter horizon with some.
        """
        for end in sorted(end for end in self._waiting if end <= as_of):
            for month, forecast_on, network_id, band in self._waiting.pop(end):
                outcome_eur = self.balance_eur.get((network_id, end))
                if outcome_eur is not None:
                    self._scores[month].setdefault(forecast_on, []).append(
                        score(*band, outcome_eur)
                    )
        factors, month_ends, last = [], [], 1.0
        for by_month_end in self._scores:
            recent = sorted(by_month_end)[-MONTH_ENDS:]
            last = factor([s for forecast_on in recent for s in by_month_end[forecast_on]], last)
            factors.append(last)
            month_ends.append(len(recent))
        return Calibration(np.array(factors), np.array(month_ends, np.int64))


def score(p10: float, p50: float, p90: float, came_eur: float) -> float:
    """Factor at which a band stretched around its median just reaches the outcome."""
    reach = p90 - p50 if came_eur > p50 else p50 - p10
    gap = abs(came_eur - p50)
    if reach > 0:
        return gap / reach
    return 0.0 if gap == 0 else np.inf


def factor(scores: Iterable[float], otherwise: float) -> float:
    """The ⌈0.8 (n + 1)⌉th smallest score; `otherwise` if there are too few or it is infinite."""
    ordered = np.sort(np.array(list(scores), np.float64))
    rank = int(np.ceil(COVERAGE * (ordered.size + 1)))
    if rank > ordered.size or not np.isfinite(ordered[rank - 1]):
        return otherwise
    return float(ordered[rank - 1])
