"""Effect of an advance or a bridge loan on several networks, and allocation of an envelope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from method.forecast.engine import MONTHS, Sample, forecast
from method.forecast.scenario import Scenario

Help = Literal["bridge", "advance"]


@dataclass(frozen=True)
class HelpEffect:
    """One network with and without help.

    Attributes:
        network_id: network.
        amount_eur: amount of help.
        months_before, months_after: mean number of month ends with under 30 days of spending.
        low_before_eur, low_after_eur: lowest P10.
    """

    network_id: str
    amount_eur: float
    months_before: float
    months_after: float
    low_before_eur: float
    low_after_eur: float

    @property
    def months_saved(self) -> float:
        """Mean number of month ends that leave the tight zone."""
        return self.months_before - self.months_after


def help_scenario(kind: Help, amount_eur: float, months: int = MONTHS) -> Scenario:
    """Scenario of help in the first month: a loan over `months`, or an early instalment."""
    if kind == "bridge":
        return Scenario(bridge_eur=amount_eur, bridge_months=months)
    return Scenario(advance_eur=amount_eur)


def effect_of_help(
    drawn: Sample, kind: Help, amount_eur: float, months: int = MONTHS
) -> HelpEffect:
    """Effect of help on one network."""
    before = forecast(drawn)
    after = forecast(drawn, help_scenario(kind, amount_eur, months))
    return HelpEffect(
        network_id=drawn.treasuries[0].network_id,
        amount_eur=amount_eur,
        months_before=before.months_under_30d,
        months_after=after.months_under_30d,
        low_before_eur=before.low_eur,
        low_after_eur=after.low_eur,
    )


def allocate(
    samples: Mapping[str, Sample],
    kind: Help,
    envelope_eur: float,
    step_eur: float,
    max_per_network_eur: float | None = None,
    months: int = MONTHS,
) -> list[HelpEffect]:
    """Allocate an envelope, in whole steps, to save the most months under 30 days overall.

    The optimum is exact: the first step may gain nothing and the third a lot, which a greedy
    allocation step by step would miss. Steps that save nothing stay in the envelope.

    Args:
        samples: draws by network.
        kind: loan or early instalment.
        envelope_eur: total amount available.
        step_eur: smallest amount of help.
        max_per_network_eur: ceiling for one network; by default the envelope.
        months: duration of a loan.

    Returns:
        One effect per network, in the order of `samples`, including networks without help.

    Raises:
        ValueError: the step is not positive.
    """
    if step_eur <= 0:
        raise ValueError("the step is positive")
    steps = int(envelope_eur // step_eur)
    ceiling = steps if max_per_network_eur is None else int(max_per_network_eur // step_eur)
    ceiling = min(steps, ceiling)
    gains = np.array(
        [_months_saved(drawn, kind, step_eur, ceiling, months) for drawn in samples.values()]
    ).reshape(len(samples), ceiling + 1)
    shares = _best_shares(gains, steps)
    return [
        effect_of_help(drawn, kind, float(step_eur * count), months)
        for drawn, count in zip(samples.values(), shares, strict=True)
    ]


def _months_saved(
    drawn: Sample, kind: Help, step_eur: float, ceiling: int, months: int
) -> list[float]:
    before = forecast(drawn).months_under_30d
    if before == 0:
        return [0.0] * (ceiling + 1)
    return [0.0] + [
        before - forecast(drawn, help_scenario(kind, step_eur * k, months)).months_under_30d
        for k in range(1, ceiling + 1)
    ]


def _best_shares(gains: np.ndarray, steps: int) -> list[int]:
    """Number of steps for each network, by dynamic programming; the smaller help on a tie."""
    networks, options = gains.shape
    best = np.zeros(steps + 1)
    choices = np.zeros((networks, steps + 1), dtype=int)
    for network in range(networks):
        reached = np.full((options, steps + 1), -np.inf)
        for k in range(min(options, steps + 1)):
            reached[k, k:] = best[: steps + 1 - k] + gains[network, k]
        # A gain within rounding error is no reason to give more.
        choices[network] = np.argmax(reached > reached.max(axis=0) - 1e-9, axis=0)
        best = reached.max(axis=0)
    remaining = int(np.argmax(best > best.max() - 1e-9))
    shares = []
    for network in range(networks - 1, -1, -1):
        shares.append(int(choices[network, remaining]))
        remaining -= shares[-1]
    return shares[::-1]
