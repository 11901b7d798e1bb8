"""When public money comes in each draw: signed instalments, and those of drawn renewals."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from method.forecast.delays import NEVER_DAY, Days, Floats, Ints, Texts
from method.forecast.draws import uniform_rows
from method.forecast.money import Money
from method.forecast.renewals import Renewable
from method.forecast.treasury import Instalments, Treasury


def pay_days(treasury: Treasury, seed: int, draws: int, last_day: int) -> Days:
    """Day of payment of each instalment; shape (instalments, draws).

    Instalments that cannot be paid by the last day are not drawn: `NEVER_DAY`.
    """
    expected = treasury.instalments
    days = np.empty((expected.due_day.size, draws), np.int32)
    is_drawn = expected.due_day + treasury.delays.shortest <= last_day
    days[~is_drawn] = NEVER_DAY
    if not is_drawn.any():
        return days
    rows = np.flatnonzero(is_drawn)
    rows = rows[_together(expected.funder_type[rows], -expected.due_day[rows])]
    due_day, kinds = expected.due_day[rows], expected.funder_type[rows]
    numbers = uniform_rows(seed, (f"instalment/{key}" for key in expected.key[rows]), draws)
    pay_day = _delays(treasury, kinds, -due_day, numbers)
    pay_day += due_day.astype(np.int32)[:, None]
    # What is never paid stays so under any delay added by a scenario.
    days[rows] = np.minimum(pay_day, NEVER_DAY, out=pay_day)
    return days


def _together(kinds: Texts, waited: Ints) -> NDArray[np.intp]:
    """Order in which claims drawn from one record follow each other, and need not be copied."""
    return np.lexsort((waited, np.unique(kinds, return_inverse=True)[1]))


def _delays(treasury: Treasury, kinds: Texts, waited: Ints, numbers: Floats) -> Days:
    """Delay of each claim, by type of funder; shape (claims, draws).

    Claims of a type must follow each other, those that waited longest last.
    """
    delays = np.empty(numbers.shape, np.int32)
    for of in _runs(kinds):
        delays[of] = treasury.delays.draw(str(kinds[of.start]), waited[of], numbers[of])
    return delays


def _runs(kinds: Texts) -> list[slice]:
    """Rows of each type of funder, which follow each other."""
    bounds = [0, *(np.flatnonzero(kinds[1:] != kinds[:-1]) + 1).tolist(), kinds.size]
    return [slice(*pair) for pair in pairwise(bounds)]


def draw_renewals(treasury: Treasury, seed: int, draws: int, last_day: int) -> Money:
    """Instalments of the renewals, without those that no draw pays within the horizon.

    Nothing is paid before its agreement is signed.
    """
    renewable = treasury.renewable
    if not renewable.agreement.size:
        return Money.none(draws)
    # Whose soonest renewal is paid too late is not drawn.
    latest_due = last_day - treasury.delays.shortest
    soonest = _soonest_signature(treasury)[renewable.agreement]
    rows = np.flatnonzero(_renewed_due(renewable, soonest[:, None])[:, 0] <= latest_due)
    agreements, at = np.unique(renewable.agreement[rows], return_inverse=True)
    signatures, ratio = _signatures(treasury, seed, draws, agreements)
    soonest = signatures.min(axis=1, initial=NEVER_DAY)[at]
    drawn = _renewed_due(renewable.of(rows), soonest[:, None])[:, 0]
    rows, at = rows[drawn <= latest_due], at[drawn <= latest_due]
    if not rows.size:
        return Money.none(draws)
    order = _together(renewable.funder_type[rows], rows)
    repeated, signed = renewable.of(rows[order]), signatures[at[order]]
    numbers = uniform_rows(seed, (f"renewal/{key}" for key in repeated.key), draws)
    pay_day = _delays(treasury, repeated.funder_type, np.full(rows.size, -NEVER_DAY), numbers)
    pay_day += _renewed_due(repeated, signed)
    np.maximum(pay_day, signed, out=pay_day)
    np.minimum(pay_day, NEVER_DAY, out=pay_day)
    is_paid = np.empty(rows.size, bool)
    is_paid[order] = pay_day.min(axis=1) <= last_day
    if not is_paid.any():
        return Money.none(draws)
    paid, drawn_at = renewable.of(rows[is_paid]), np.argsort(order)[is_paid]
    # Future money: a cut of future grants applies to it, whatever the date it repeats.
    return Money(
        Instalments(
            np.maximum(paid.due_day, 1),
            paid.amount_eur,
            paid.funder_name,
            paid.funder_type,
            paid.key,
        ),
        pay_day[drawn_at],
        ratio[at[is_paid]],
    )


def _renewed_due(renewable: Renewable, signed: Days) -> Days:
    """Due date of each instalment of renewals signed on these days; shape (instalments, …)."""
    wait, due_day = (days.astype(np.int32) for days in (renewable.wait_days, renewable.due_day))
    # After the signature, or on its date of the calendar if the agreement is signed by then.
    at_least = np.where(wait >= 0, -NEVER_DAY, due_day)
    due = signed + np.maximum(wait, 0)[:, None]
    np.maximum(due, at_least.astype(np.int32)[:, None], out=due)
    return due


def _soonest_signature(treasury: Treasury) -> Ints:
    """First day when each agreement may be renewed (`NEVER_DAY` for never); shape (agreements,)."""
    renewable, soonest = treasury.renewable, []
    for end, kind in zip(renewable.end_day.tolist(), renewable.kind.tolist(), strict=True):
        days = treasury.renewals.of(kind).days
        later = days[np.searchsorted(days, -end, side="right") :]
        soonest.append(end + int(later[0]) if later.size else NEVER_DAY)
    return np.array(soonest, np.int64)


def _signatures(
    treasury: Treasury, seed: int, draws: int, agreements: NDArray[np.intp]
) -> tuple[Days, Floats]:
    """Day when each of these agreements is renewed (`NEVER_DAY` for never), and its amount ratio.

    Both have shape (agreements, draws).
    """
    renewable = treasury.renewable
    order = np.argsort(renewable.kind[agreements], kind="stable")
    together = agreements[order]
    signed = np.empty((agreements.size, draws), np.int32)
    ratio = np.empty(signed.shape)
    if not agreements.size:
        return signed, ratio
    names, kinds = renewable.reference[together], renewable.kind[together]
    numbers = uniform_rows(seed, (f"signature/{name}" for name in names), draws)
    for of in _runs(kinds):
        renewals = treasury.renewals.of(str(kinds[of.start]))
        end = renewable.end_day[together[of]].astype(np.int32)
        rank = renewals.draw(-end, numbers[of])
        day = renewals.drawn_days.take(rank)
        day += end[:, None]
        signed[order[of]] = np.minimum(day, NEVER_DAY, out=day)
        ratio[order[of]] = renewals.drawn_ratio.take(rank)
    return signed, ratio
