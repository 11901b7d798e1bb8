"""Monte-Carlo forecast of a treasury: one engine for the pipeline and for every simulator.

Draws are made once (`sample`) and a scenario is applied to them (`balances`), so that two scenarios
differ by what they change and never by chance. It also means that, in each draw, more delay cannot
raise a path and an advance cannot lower one.

Two readings share their draws. The committed one counts signed agreements; the expected one adds
the renewals, which never lower a path: committed ≤ expected holds in each draw, hence at every
quantile. Widening a fan (`widened`) adds the same amount to both and preserves this order.

Arrays of paths have shape (months, draws).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import numpy as np

from method.forecast.delays import Floats, Ints
from method.forecast.draws import seed_of
from method.forecast.flows import draw_flows
from method.forecast.money import Joined, Money
from method.forecast.paydays import draw_renewals, pay_days
from method.forecast.scenario import UNCHANGED, Scenario
from method.forecast.treasury import Instalments, Treasury

DRAWS = 2_000
MONTHS = 12
SAFE_DAYS = 30
"""Cash below this many days of spending is counted as tight."""

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9

Reading = Literal["expected", "committed"]
_REST = "rest"


@dataclass(frozen=True)
class Sample:
    """Draws of one treasury, or the sum of several.

    Attributes:
        treasuries: the treasuries these draws come from.
        balance_eur: opening balance.
        month_end_days: shape (months,).
        receipts_eur: shape (months, draws), cumulative receipts other than subsidies.
        fees_eur: the part of them that is fees; NaN if the share is unknown.
        payments_eur: shape (months, draws), cumulative spending.
        contracted: instalments of signed agreements.
        renewed: instalments of the drawn renewals.
        widening_eur: shape (months, draws) or 0, amount that rescaling the fan adds to each path.
    """

    treasuries: tuple[Treasury, ...]
    balance_eur: float
    month_end_days: Ints
    receipts_eur: Floats
    fees_eur: Floats
    payments_eur: Floats
    contracted: Money | Joined
    renewed: Money | Joined
    widening_eur: Floats | float = 0.0
    _paths: dict[str, Floats] = field(default_factory=dict, init=False, compare=False)


@dataclass(frozen=True)
class Fan:
    """Quantiles of the balance, and figures derived from them.

    Attributes:
        as_of: month end of the opening balance.
        month_ends: forecast month ends.
        p10, p50, p90: shape (months,), balance in euros.
    """

    as_of: date
    month_ends: tuple[date, ...]
    p10: Floats
    p50: Floats
    p90: Floats

    @property
    def low_eur(self) -> float:
        """Lowest P10 of the horizon."""
        return float(self.p10.min())

    @property
    def low_month(self) -> int:
        """Month of the lowest P10, 1 for the first."""
        return int(self.p10.argmin()) + 1

    @property
    def months_to_negative(self) -> int | None:
        """First month whose P10 is below zero, 1 for the first; None if there is none."""
        below = np.flatnonzero(self.p10 < 0)
        return int(below[0]) + 1 if below.size else None


@dataclass(frozen=True)
class Forecast(Fan):
    """A fan, and shares of the draws.

    Attributes:
        share_negative: shape (months,), share of the draws below zero.
        months_under_30d: mean number of month ends with under 30 days of spending.
    """

    share_negative: Floats
    months_under_30d: float


def sample(
    treasury: Treasury, draws: int = DRAWS, seed: int | None = None, months: int = MONTHS
) -> Sample:
    """Draw the futures of a treasury.

    Flows come from `flows.draw_flows`. Each instalment is paid at its due date plus a delay, which
    for an overdue one is longer than it has already waited. Each running or recently ended
    agreement is renewed or not.

    Args:
        treasury: its history must cover every calendar month.
        draws: number of futures.
        seed: by default, the seed of the month end.
        months: horizon.

    Raises:
        ValueError: a calendar month has no history.
    """
    if not treasury.has_every_month:
        raise ValueError("each calendar month needs at least one month of history")
    seed = seed_of(treasury.as_of) if seed is None else seed
    receipts, payments = draw_flows(treasury, seed, draws, months)
    share = np.nan if treasury.fees_share is None else treasury.fees_share
    ends = treasury.month_end_days(months)
    return Sample(
        treasuries=(treasury,),
        balance_eur=treasury.balance_eur,
        month_end_days=ends,
        receipts_eur=receipts,
        fees_eur=receipts * share,
        payments_eur=payments,
        contracted=Money(treasury.instalments, pay_days(treasury, seed, draws, int(ends[-1]))),
        renewed=draw_renewals(treasury, seed, draws, int(ends[-1])),
    )


def fan_with(more: Instalments, drawn: Sample) -> Fan:
    """Fan of one treasury with other signed instalments and no renewal, for the back-test."""
    (treasury,), draws = drawn.treasuries, drawn.receipts_eur.shape[1]
    days = drawn.month_end_days
    received = drawn.contracted.received(UNCHANGED, days)
    if more.due_day.size:
        with_more = replace(treasury, instalments=more)
        added = Money(more, pay_days(with_more, seed_of(treasury.as_of), draws, int(days[-1])))
        received = received + added.received(UNCHANGED, days)
    return _fan(drawn, without_grants(drawn, UNCHANGED) + received)


def pool(samples: Sequence[Sample]) -> Sample:
    """Add up the draws of several networks at one month end, before any widening.

    Raises:
        ValueError: no sample, or samples of different month ends or sizes.
    """
    shapes = {(s.treasuries[0].as_of, s.receipts_eur.shape) for s in samples}
    if len(shapes) != 1:
        raise ValueError("samples of one month end and one size are needed")
    return Sample(
        treasuries=tuple(t for s in samples for t in s.treasuries),
        balance_eur=sum(s.balance_eur for s in samples),
        month_end_days=samples[0].month_end_days,
        receipts_eur=_summed([s.receipts_eur for s in samples]),
        fees_eur=_summed([s.fees_eur for s in samples]),
        payments_eur=_summed([s.payments_eur for s in samples]),
        contracted=Joined.of(s.contracted for s in samples),
        renewed=Joined.of(s.renewed for s in samples),
    )


def _summed(parts: Sequence[Floats]) -> Floats:
    total = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total


def widened(drawn: Sample, factors: Floats, median: Floats | None = None) -> Sample:
    """Stretch the expected fan around its median by one factor per month.

    A fixed amount is added to each path and month, whatever the reading and the scenario: the
    expected fan without scenario is stretched exactly, and the effect of a scenario or a renewal on
    a path is unchanged.

    Args:
        drawn: draws not widened yet.
        factors: shape (months,), 1 to leave a month unchanged.
        median: P50 of these draws, if already known.
    """
    if (factors == 1).all():
        return drawn
    paths = balances(drawn)
    if median is None:
        median = quantiles(paths, (MIDDLE,))[0]
    return replace(drawn, widening_eur=(factors - 1)[:, None] * (paths - median[:, None]))


def balances(
    drawn: Sample, scenario: Scenario = UNCHANGED, reading: Reading = "expected"
) -> Floats:
    """Month-end balances of every draw under a scenario; shape (months, draws).

    Without scenario they are cached, read-only: the fan, its stretching and its delays use them.

    Raises:
        ValueError: the scenario loses members and the share of fees is unknown.
    """
    if scenario is UNCHANGED and reading in drawn._paths:
        return drawn._paths[reading]
    received = _received(drawn, scenario, reading, drawn.month_end_days)
    paths = without_grants(drawn, scenario) + advanced(drawn, scenario, *received)
    if scenario is UNCHANGED:
        drawn._paths[reading] = _read_only(paths)
    return paths


def simulate(
    treasury: Treasury,
    scenario: Scenario = UNCHANGED,
    draws: int = DRAWS,
    seed: int | None = None,
    months: int = MONTHS,
) -> Forecast:
    """Forecast of one treasury under a scenario. See `sample` and `balances`."""
    return forecast(sample(treasury, draws, seed, months), scenario)


def forecast(
    drawn: Sample, scenario: Scenario = UNCHANGED, reading: Reading = "expected"
) -> Forecast:
    """Compute the fan of a sample under a scenario, and the shares of its draws."""
    paths = balances(drawn, scenario, reading)
    safe = SAFE_DAYS * sum(t.daily_spending_eur for t in drawn.treasuries)
    return Forecast(
        **vars(_fan(drawn, paths)),
        share_negative=share_below(paths, 0.0),
        months_under_30d=float(share_below(paths, safe).sum()),
    )


def fan(drawn: Sample, reading: Reading = "expected") -> Fan:
    """Compute the fan of a sample alone."""
    return _fan(drawn, balances(drawn, reading=reading))


def share_below(paths: Floats, floor_eur: float) -> Floats:
    """Share of the draws below an amount; shape (months,)."""
    return (paths < floor_eur).mean(axis=1)


def _fan(drawn: Sample, paths: Floats) -> Fan:
    as_of = drawn.treasuries[0].as_of
    ends = _month_ends(as_of, tuple(drawn.month_end_days.tolist()))
    return Fan(as_of, ends, *quantiles(paths, (LOW, MIDDLE, HIGH)))


@lru_cache(maxsize=8)
def _month_ends(as_of: date, days: tuple[int, ...]) -> tuple[date, ...]:
    return tuple(as_of + timedelta(days=day) for day in days)


def quantiles(paths: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles over the draws, interpolated as in numpy; shape (levels, months)."""
    at = np.array(levels) * (paths.shape[1] - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, paths.shape[1] - 1)
    # A full sort takes a third of the time of a partition around several ranks.
    ordered = np.sort(paths, axis=1)
    low, high = ordered[:, below], ordered[:, above]
    return (low + (high - low) * (at - below)).T


def without_grants(drawn: Sample, scenario: Scenario) -> Floats:
    """Balances of every draw before any public receipt; shape (months, draws)."""
    if _REST not in drawn._paths:
        rest = drawn.balance_eur + drawn.receipts_eur - drawn.payments_eur + drawn.widening_eur
        drawn._paths[_REST] = _read_only(rest)
    rest = drawn._paths[_REST]
    if scenario.members_lost_share:
        if np.isnan(drawn.fees_eur).any():
            raise ValueError("the share of fees is unknown")
        rest = rest - scenario.members_lost_share * drawn.fees_eur
    if scenario.bridge_eur:
        start = scenario.bridge_month - 1
        rest = rest.copy()
        rest[start : start + scenario.bridge_months] += scenario.bridge_eur
    return rest


def _read_only(paths: Floats) -> Floats:
    paths.flags.writeable = False
    return paths


def counted(drawn: Sample, reading: Reading) -> tuple[Money | Joined, ...]:
    """Money of signed agreements, then of renewals if the reading counts them."""
    if reading == "committed" or not drawn.renewed.instalments.key.size:
        return (drawn.contracted,)
    return drawn.contracted, drawn.renewed


def _received(
    drawn: Sample, scenario: Scenario, reading: Reading, days: Ints
) -> tuple[Floats, ...]:
    return tuple(money.received(scenario, days) for money in counted(drawn, reading))


def advanced(
    drawn: Sample, scenario: Scenario, signed: Floats, renewed: Floats | None = None
) -> Floats:
    """Public receipts at month ends; the advance is deducted from the first signed money."""
    if (floor := advance_floor(drawn, scenario)) is not None:
        signed = np.maximum(signed, floor[:, None])
    return signed if renewed is None else signed + renewed


def advance_floor(drawn: Sample, scenario: Scenario) -> Floats | None:
    """Least signed money received by each month end; shape (months,), None without an advance."""
    if not scenario.advance_eur:
        return None
    most = scenario.amounts(drawn.contracted.instalments).sum()
    is_before = np.arange(drawn.month_end_days.size) < scenario.advance_month - 1
    return np.where(is_before, -np.inf, min(scenario.advance_eur, most))
