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
from typing import Literal

import numpy as np

from method.forecast.delays import NEVER_DAY, Floats, Ints, Texts
from method.forecast.draws import seed_of, uniform_rows
from method.forecast.flows import draw_flows
from method.forecast.money import Money, joined
from method.forecast.renewals import Renewable
from method.forecast.scenario import UNCHANGED, Scenario
from method.forecast.treasury import Instalments, Treasury

DRAWS = 2_000
MONTHS = 12
SAFE_DAYS = 30
"""Cash below this many days of spending is counted as tight."""

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9

Reading = Literal["expected", "committed"]


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
    contracted: Money
    renewed: Money
    widening_eur: Floats | float = 0.0
    _paths: dict[Reading, Floats] = field(default_factory=dict, init=False, compare=False)


@dataclass(frozen=True)
class Forecast:
    """Fan of the balance, and figures derived from it.

    Attributes:
        as_of: month end of the opening balance.
        month_ends: forecast month ends.
        p10, p50, p90: shape (months,), balance in euros.
        share_negative: shape (months,), share of the draws below zero.
        months_under_30d: mean number of month ends with under 30 days of spending.
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
        contracted=Money(treasury.instalments, _pay_days(treasury, seed, draws, int(ends[-1]))),
        renewed=_draw_renewals(treasury, seed, draws, int(ends[-1])),
    )


def contracted(more: Instalments, drawn: Sample) -> Sample:
    """Add signed instalments to one treasury's draws and drop renewals, for the back-test."""
    (treasury,), draws = drawn.treasuries, drawn.receipts_eur.shape[1]
    money = drawn.contracted
    if more.due_day.size:
        last_day = int(drawn.month_end_days[-1])
        with_more = replace(treasury, instalments=more)
        added = Money(more, _pay_days(with_more, seed_of(treasury.as_of), draws, last_day))
        money = joined([money, added])
    return replace(drawn, contracted=money, renewed=Money.none(draws), widening_eur=0.0)


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
        receipts_eur=np.sum([s.receipts_eur for s in samples], axis=0),
        fees_eur=np.sum([s.fees_eur for s in samples], axis=0),
        payments_eur=np.sum([s.payments_eur for s in samples], axis=0),
        contracted=joined([s.contracted for s in samples]),
        renewed=joined([s.renewed for s in samples]),
    )


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
        paths.flags.writeable = False
        drawn._paths[reading] = paths
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
    """Compute the fan of a sample under a scenario."""
    paths = balances(drawn, scenario, reading)
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


def quantiles(paths: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles over the draws, interpolated as in numpy; shape (levels, months)."""
    at = np.array(levels) * (paths.shape[1] - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, paths.shape[1] - 1)
    # A full sort takes a third of the time of a partition around several ranks.
    ordered = np.sort(paths, axis=1)
    low, high = ordered[:, below], ordered[:, above]
    return (low + (high - low) * (at - below)).T


def _pay_days(treasury: Treasury, seed: int, draws: int, last_day: int) -> Ints:
    """Day of payment of each instalment; shape (instalments, draws).

    Instalments that cannot be paid by the last day are not drawn: `NEVER_DAY`.
    """
    expected = treasury.instalments
    days = np.full((expected.due_day.size, draws), NEVER_DAY, np.int32)
    rows = np.flatnonzero(expected.due_day + treasury.delays.shortest <= last_day)
    if not rows.size:
        return days
    due_day, kinds = expected.due_day[rows], expected.funder_type[rows]
    numbers = uniform_rows(seed, (f"instalment/{key}" for key in expected.key[rows]), draws)
    delay = _delays(treasury, kinds, -due_day, numbers)
    # What is never paid stays so under any delay added by a scenario.
    days[rows] = np.minimum(due_day.astype(np.int32)[:, None] + delay, NEVER_DAY)
    return days


def _delays(treasury: Treasury, kinds: Texts, waited: Ints, numbers: Floats) -> Ints:
    """Delay of each claim, by type of funder; shape (claims, draws)."""
    names = kinds.tolist()
    delays = np.empty(numbers.shape, np.int32)
    for kind in dict.fromkeys(names):
        rows = [row for row, name in enumerate(names) if name == kind]
        # Most types have one or two claims, and a row is not copied.
        of = slice(rows[0], rows[-1] + 1) if rows[-1] - rows[0] + 1 == len(rows) else rows
        delays[of] = treasury.delays.draw(kind, waited[of], numbers[of])
    return delays


def _draw_renewals(treasury: Treasury, seed: int, draws: int, last_day: int) -> Money:
    """Instalments of the renewals, without those that no draw pays within the horizon.

    Nothing is paid before its agreement is signed.
    """
    renewable = treasury.renewable
    if not renewable.agreement.size:
        return Money.none(draws)
    signatures, ratio = _signatures(treasury, seed, draws)
    soonest = _renewed_due(renewable, signatures.min(axis=1)[renewable.agreement])
    rows = np.flatnonzero(soonest + treasury.delays.shortest <= last_day)
    if not rows.size:
        return Money.none(draws)
    repeated = renewable.of(rows)
    signed = signatures[repeated.agreement]
    due = _renewed_due(repeated, signed.T).T
    numbers = uniform_rows(seed, (f"renewal/{key}" for key in repeated.key), draws)
    delay = _delays(treasury, repeated.funder_type, np.full(rows.size, -NEVER_DAY), numbers)
    pay_day = np.minimum(np.maximum(due + delay, signed), NEVER_DAY)
    is_paid = pay_day.min(axis=1) <= last_day
    if not is_paid.any():
        return Money.none(draws)
    paid = repeated.of(is_paid)
    # Future money: a cut of future grants applies to it, whatever the date it repeats.
    return Money(
        Instalments(
            np.maximum(paid.due_day, 1),
            paid.amount_eur,
            paid.funder_name,
            paid.funder_type,
            paid.key,
        ),
        pay_day[is_paid],
        ratio[paid.agreement],
    )


def _renewed_due(renewable: Renewable, signed: Ints) -> Ints:
    """Due date of each instalment of renewals signed on these days; shape (…, instalments)."""
    waits, due_day = (days.astype(np.int32) for days in (renewable.wait_days, renewable.due_day))
    return np.where(waits >= 0, signed + waits, np.maximum(due_day, signed))


def _signatures(treasury: Treasury, seed: int, draws: int) -> tuple[Ints, Floats]:
    """Day when each agreement is renewed (`NEVER_DAY` for never), and its amount ratio."""
    renewable = treasury.renewable
    numbers = uniform_rows(seed, (f"signature/{name}" for name in renewable.reference), draws)
    signed = np.full(numbers.shape, NEVER_DAY, np.int32)
    ratio = np.zeros(numbers.shape)
    for row, (end, kind) in enumerate(zip(renewable.end_day, renewable.kind, strict=True)):
        renewals = treasury.renewals.of(str(kind))
        rank = renewals.draw(int(-end), numbers[row])
        # Rank -1, the last one, is no renewal.
        signed[row] = np.append(end + renewals.days, NEVER_DAY).take(rank)
        ratio[row] = np.append(renewals.ratio, 0.0).take(rank)
    return signed, ratio


def without_grants(drawn: Sample, scenario: Scenario) -> Floats:
    """Balances of every draw before any public receipt; shape (months, draws)."""
    paths = drawn.balance_eur + drawn.receipts_eur - drawn.payments_eur + drawn.widening_eur
    if scenario.members_lost_share:
        if np.isnan(drawn.fees_eur).any():
            raise ValueError("the share of fees is unknown")
        paths -= scenario.members_lost_share * drawn.fees_eur
    if scenario.bridge_eur:
        start = scenario.bridge_month - 1
        paths[start : start + scenario.bridge_months] += scenario.bridge_eur
    return paths


def counted(drawn: Sample, reading: Reading) -> tuple[Money, ...]:
    """Money of signed agreements, then of renewals if the reading counts them."""
    if reading == "committed" or not drawn.renewed.pay_day.size:
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
    if scenario.advance_eur:
        most = scenario.amounts(drawn.contracted.instalments).sum()
        start = scenario.advance_month - 1
        signed = signed.copy()
        signed[start:] = np.maximum(signed[start:], min(scenario.advance_eur, most))
    return signed if renewed is None else signed + renewed
