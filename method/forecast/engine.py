"""Monte-Carlo forecast of a treasury: one engine for the pipeline and for every simulator.

Draws are made once (`sample`) and a scenario is applied to them (`balances`), so that two scenarios
differ by what they change and never by chance. That is also why more delay cannot raise a path and
an advance cannot lower one: it holds draw by draw.

Arrays of paths have shape (months, draws).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from method.forecast.flows import draw_flows
from method.forecast.treasury import Delays, Floats, Instalments, Ints, Treasury

DRAWS = 2_000
MONTHS = 12
MAX_DELAY_DAYS = 365
SEED = 20_260_101
SAFE_DAYS = 30
"""Cash below this many days of spending is counted as tight."""

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


@dataclass(frozen=True)
class Scenario:
    """What is changed in a treasury; the default changes nothing.

    Attributes:
        delay_days: days added to every public receipt.
        delay_by_funder: days added for a funder, by its name or its type (the name wins).
        grant_cut_share: part lost of every instalment that is not due yet, 0 to 1.
        cut_funders: names or types of the funders that cut; None for all.
        members_lost_share: part of the fees lost, 0 to 1.
        bridge_eur: loan received at the start of month `bridge_month`, repaid after
            `bridge_months` months.
        bridge_month: 1 for the first month.
        bridge_months: how long the loan lasts.
        advance_eur: part of the contracted instalments paid at the start of `advance_month`, and
            taken off the first ones that come.
        advance_month: 1 for the first month.
    """

    delay_days: int = 0
    delay_by_funder: Mapping[str, int] = field(default_factory=dict)
    grant_cut_share: float = 0.0
    cut_funders: frozenset[str] | None = None
    members_lost_share: float = 0.0
    bridge_eur: float = 0.0
    bridge_month: int = 1
    bridge_months: int = 12
    advance_eur: float = 0.0
    advance_month: int = 1

    def __post_init__(self) -> None:
        """Refuse what has no meaning.

        Raises:
            ValueError: a share outside [0, 1], a negative amount or a month below 1.
        """
        shares = (self.grant_cut_share, self.members_lost_share)
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError("a share lies between 0 and 1")
        if min(self.bridge_eur, self.advance_eur) < 0:
            raise ValueError("an advance is not negative")
        if min(self.bridge_month, self.advance_month, self.bridge_months) < 1:
            raise ValueError("months count from 1")

    def delays(self, instalments: Instalments) -> Ints:
        """Days added to each instalment; shape (instalments,)."""
        own = [
            self.delay_by_funder.get(name, self.delay_by_funder.get(kind, 0))
            for name, kind in zip(instalments.funder_name, instalments.funder_type, strict=True)
        ]
        return self.delay_days + np.array(own, dtype=np.int64)

    def amounts(self, instalments: Instalments) -> Floats:
        """What is left of each instalment; shape (instalments,)."""
        is_cut = instalments.due_day > 0
        if self.cut_funders is not None:
            funders = list(self.cut_funders)
            is_cut &= np.isin(instalments.funder_name, funders) | np.isin(
                instalments.funder_type, funders
            )
        return instalments.amount_eur * np.where(is_cut, 1 - self.grant_cut_share, 1.0)


UNCHANGED = Scenario()


@dataclass(frozen=True)
class Sample:
    """Draws of one treasury, or of several added up.

    Attributes:
        treasuries: whose draws these are.
        balance_eur: opening balance.
        month_end_days: shape (months,).
        receipts_eur: shape (months, draws), cumulated receipts other than subsidies.
        fees_eur: the part of them that is fees; NaN where the share is unknown.
        payments_eur: shape (months, draws), cumulated spending.
        instalments: expected.
        pay_day: shape (instalments, draws), day of payment of each.
    """

    treasuries: tuple[Treasury, ...]
    balance_eur: float
    month_end_days: Ints
    receipts_eur: Floats
    fees_eur: Floats
    payments_eur: Floats
    instalments: Instalments
    pay_day: Ints


@dataclass(frozen=True)
class Forecast:
    """Fan of the balance and what is read from it.

    Attributes:
        as_of: month end of the opening balance.
        month_ends: forecast month ends.
        p10, p50, p90: shape (months,), balance in euros.
        share_negative: shape (months,), share of the draws below zero.
        months_under_30d: mean number of month ends below 30 days of spending.
    """

    as_of: date
    month_ends: tuple[date, ...]
    p10: Floats
    p50: Floats
    p90: Floats
    share_negative: Floats
    months_under_30d: float

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


def seed_of(network_id: str, as_of: date) -> tuple[int, int, int]:
    """Fixed seed of a network at a month end: the same figures on every build."""
    return SEED, zlib.crc32(network_id.encode()), as_of.toordinal()


def sample(
    treasury: Treasury,
    draws: int = DRAWS,
    seed: int | Sequence[int] | None = None,
    months: int = MONTHS,
) -> Sample:
    """Draw the futures of a treasury.

    Flows are those of `flows.draw_flows`. Each instalment is paid at its due date plus a delay;
    what is unpaid at `as_of` waits at least that long.

    Args:
        treasury: every calendar month must be in its history.
        draws: number of futures.
        seed: by default, `seed_of` the treasury.
        months: horizon.

    Raises:
        ValueError: a calendar month has no history.
    """
    if not treasury.has_every_month:
        raise ValueError("each calendar month needs at least one month of history")
    if seed is None:
        seed = seed_of(treasury.network_id, treasury.as_of)
    flows, waits = np.random.default_rng(seed).spawn(2)
    receipts, payments = draw_flows(treasury, flows, draws, months)
    share = np.nan if treasury.fees_share is None else treasury.fees_share
    return Sample(
        treasuries=(treasury,),
        balance_eur=treasury.balance_eur,
        month_end_days=treasury.month_end_days(months),
        receipts_eur=receipts,
        fees_eur=receipts * share,
        payments_eur=payments,
        instalments=treasury.instalments,
        pay_day=_pay_days(treasury, waits, draws),
    )


def pool(samples: Sequence[Sample]) -> Sample:
    """Add up the draws of several networks at one month end, drawn apart from each other.

    Raises:
        ValueError: no sample, or samples of several month ends or sizes.
    """
    shapes = {(s.treasuries[0].as_of, s.receipts_eur.shape) for s in samples}
    if len(shapes) != 1:
        raise ValueError("samples of one month end and one size are needed")
    expected = [s.instalments for s in samples]
    return Sample(
        treasuries=tuple(t for s in samples for t in s.treasuries),
        balance_eur=sum(s.balance_eur for s in samples),
        month_end_days=samples[0].month_end_days,
        receipts_eur=np.sum([s.receipts_eur for s in samples], axis=0),
        fees_eur=np.sum([s.fees_eur for s in samples], axis=0),
        payments_eur=np.sum([s.payments_eur for s in samples], axis=0),
        instalments=Instalments(
            np.concatenate([e.due_day for e in expected]),
            np.concatenate([e.amount_eur for e in expected]),
            np.concatenate([e.funder_name for e in expected]),
            np.concatenate([e.funder_type for e in expected]),
        ),
        pay_day=np.concatenate([s.pay_day for s in samples]),
    )


def balances(drawn: Sample, scenario: Scenario = UNCHANGED) -> Floats:
    """Month-end balances of every draw under a scenario; shape (months, draws).

    Raises:
        ValueError: members are lost and the share of fees is unknown.
    """
    grants = _public_receipts(drawn, scenario)
    if scenario.advance_eur:
        contracted = scenario.amounts(drawn.instalments).sum()
        advance = min(scenario.advance_eur, contracted)
        grants[scenario.advance_month - 1 :] = np.maximum(
            grants[scenario.advance_month - 1 :], advance
        )
    paths = drawn.balance_eur + drawn.receipts_eur - drawn.payments_eur + grants
    if scenario.members_lost_share:
        if np.isnan(drawn.fees_eur).any():
            raise ValueError("the share of fees is unknown")
        paths -= scenario.members_lost_share * drawn.fees_eur
    if scenario.bridge_eur:
        start = scenario.bridge_month - 1
        paths[start : start + scenario.bridge_months] += scenario.bridge_eur
    return paths


def simulate(
    treasury: Treasury,
    scenario: Scenario = UNCHANGED,
    draws: int = DRAWS,
    seed: int | Sequence[int] | None = None,
    months: int = MONTHS,
) -> Forecast:
    """Forecast of one treasury under a scenario. See `sample` and `balances`."""
    return forecast(sample(treasury, draws, seed, months), scenario)


def forecast(drawn: Sample, scenario: Scenario = UNCHANGED) -> Forecast:
    """Fan of a sample under a scenario."""
    paths = balances(drawn, scenario)
    p10, p50, p90 = quantiles(paths, (LOW, MIDDLE, HIGH))
    as_of = drawn.treasuries[0].as_of
    safe = SAFE_DAYS * sum(t.daily_spending_eur for t in drawn.treasuries)
    return Forecast(
        as_of=as_of,
        month_ends=tuple(as_of + timedelta(days=int(day)) for day in drawn.month_end_days),
        p10=p10,
        p50=p50,
        p90=p90,
        share_negative=(paths < 0).mean(axis=1),
        months_under_30d=float((paths < safe).mean(axis=1).sum()),
    )


def max_delay_supported(drawn: Sample, scenario: Scenario = UNCHANGED) -> int:
    """Largest delay of all public receipts that keeps P10 at or above zero, in days.

    Exact by bisection, because a path never rises with the delay. 0 when P10 is below zero already;
    `MAX_DELAY_DAYS` when no delay up to there brings it below.
    """

    def holds(delay_days: int) -> bool:
        delayed = replace(scenario, delay_days=scenario.delay_days + delay_days)
        return _low_is_positive(balances(drawn, delayed))

    if holds(MAX_DELAY_DAYS):
        return MAX_DELAY_DAYS
    if not holds(0):
        return 0
    supported, too_long = 0, MAX_DELAY_DAYS
    while too_long - supported > 1:
        middle = (supported + too_long) // 2
        if holds(middle):
            supported = middle
        else:
            too_long = middle
    return supported


def quantiles(paths: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles over the draws, interpolated as numpy does; shape (levels, months)."""
    at = np.array(levels) * (paths.shape[1] - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, paths.shape[1] - 1)
    parted = np.partition(paths, np.unique(np.concatenate([below, above])), axis=1)
    low, high = parted[:, below], parted[:, above]
    return (low + (high - low) * (at - below)).T


def _low_is_positive(paths: Floats) -> bool:
    """Whether P10 is at or above zero every month: counting settles it but on a tie."""
    at = LOW * (paths.shape[1] - 1)
    negative = (paths < 0).sum(axis=1).max()
    if negative <= np.floor(at):
        return True
    if negative > np.floor(at) + 1:
        return False
    return bool(quantiles(paths, (LOW,))[0].min() >= 0)


def draw_delays(delays: Delays, waited: Ints, uniform: Floats) -> Ints:
    """Delays that exceed what was already waited, by inversion of the distribution.

    What has waited longer than any delay on record starts a new wait from `as_of`: it stays
    expected, as the definition asks, and nothing says when.

    Args:
        delays: distribution.
        waited: shape (instalments,), days since the due date; negative before it.
        uniform: shape (instalments, draws), in [0, 1[.
    """
    cumulated = np.cumsum(delays.weights)
    cumulated /= cumulated[-1]
    seen = np.searchsorted(delays.days, waited, side="right")
    base = np.concatenate([[0.0], cumulated])[seen]
    is_beyond = seen == delays.days.size
    start = np.where(is_beyond, 0.0, base)[:, None]
    index = np.searchsorted(cumulated, start + uniform * (1 - start), side="right")
    drawn = delays.days[np.minimum(index, delays.days.size - 1)]
    return np.where(is_beyond[:, None], waited[:, None] + np.maximum(drawn, 1), drawn)


def _pay_days(treasury: Treasury, rng: np.random.Generator, draws: int) -> Ints:
    """Day of payment of each instalment; shape (instalments, draws)."""
    expected = treasury.instalments
    uniform = rng.random((expected.due_day.size, draws))
    delays = np.empty(uniform.shape, np.int64)
    for funder_type in np.unique(expected.funder_type):
        rows = expected.funder_type == funder_type
        known = treasury.delays.of(str(funder_type))
        delays[rows] = draw_delays(known, -expected.due_day[rows], uniform[rows])
    return expected.due_day[:, None] + delays


def _public_receipts(drawn: Sample, scenario: Scenario) -> Floats:
    """Cumulated public receipts at each month end; shape (months, draws)."""
    months, draws = drawn.receipts_eur.shape
    month_of_day = np.searchsorted(drawn.month_end_days, np.arange(drawn.month_end_days[-1] + 2))
    day = np.clip(
        drawn.pay_day + scenario.delays(drawn.instalments)[:, None], 0, month_of_day.size - 1
    )
    cell = month_of_day[day] * draws + np.arange(draws)
    amounts = np.repeat(scenario.amounts(drawn.instalments), draws)
    monthly = np.bincount(cell.ravel(), weights=amounts, minlength=(months + 1) * draws)
    # bincount of nothing gives integers, weights or not.
    return monthly.reshape(months + 1, draws)[:months].cumsum(axis=0, dtype=np.float64)
