"""Receipts other than subsidies and spending of the months to come, drawn from those of the past.

A future month takes the receipts and the spending of one same past month, drawn among those of its
calendar month: what goes together stays together, and the season is kept. Two things are added to
that plain draw, because without them the interval said to hold 80 % of what comes held 55 to 70 %
of it in the back-test: years are brought to one level and grow as they grew (`_levelled`,
`_growth`), and what few values cannot show of their spread is given back (`widened`).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from method.forecast.delays import Floats, Ints
from method.forecast.draws import shared_uniforms
from method.forecast.money import running
from method.forecast.treasury import Treasury

GROWTH_BOUNDS = (0.5, 2.0)
"""A year halves or doubles the last one at most: beyond, it is a change of perimeter."""
CENT = 0.01
"""Less money than this has no level to be brought to, and no growth."""


def draw_flows(treasury: Treasury, seed: int, draws: int, months: int) -> tuple[Floats, Floats]:
    """Cumulated receipts and spending; shape (months, draws) each.

    The numbers are those of the month, not of the network: all networks draw the same past year at
    once, so that what they lived together stays together in their sum, and a name decides nothing.
    The growth of a draw is that of one past year, the same for receipts and spending; it is applied
    once: beyond the first year the level stays.
    """
    numbers = [shared_uniforms(seed, f"month/{month}", draws) for month in range(months)]
    picked = _pick_months(treasury, np.array(numbers))
    year = shared_uniforms(seed, "year", draws)
    return (
        _drawn(treasury, treasury.receipts_eur, picked, year),
        _drawn(treasury, treasury.payments_eur, picked, year),
    )


def expected_receipts_eur(treasury: Treasury) -> float:
    """Mean of the draw of receipts other than subsidies over the next twelve months.

    Brought to one level, past years all sum to the last one: the mean of the draw is that sum times
    the mean growth.
    """
    amounts, back = treasury.receipts_eur, treasury.years_back()
    level = _levelled(amounts, treasury.calendar_month, back)
    means = [level[treasury.calendar_month == month].mean() for month in range(1, 13)]
    return float(sum(means) * _growth(amounts, back).mean())


def widened(values: Floats, group: Ints | None = None) -> Floats:
    """Values moved away from the mean of their group by √((m + 1) / (m − 1)).

    Drawing among m values as they are gives a variance of (m − 1) / m of the true one, around a
    mean that itself errs by 1 / m of it: with m = 3, an interval said to hold 80 % holds 63 %. What
    was never negative is not made so, and the mean stays.

    Args:
        values: shape (k,).
        group: shape (k,), small whole numbers; one group by default.
    """
    of = np.zeros(values.size, np.int64) if group is None else group
    m = np.bincount(of)[of]
    mean = np.bincount(of, weights=values)[of] / m
    lowest = np.full(of.max() + 1, np.inf)
    np.minimum.at(lowest, of, values)
    lowest = lowest[of]
    # One value, or values that differ less than the rounding of their mean: nothing to widen.
    moves = (m > 1) & (lowest < mean)
    factor = np.sqrt((m + 1) / np.maximum(m - 1, 1))
    at_most = mean / np.where(moves, mean - lowest, 1.0)
    factor = np.where(lowest >= 0, np.minimum(factor, at_most), factor)
    return np.where(moves, mean + factor * (values - mean), values)


def _drawn(treasury: Treasury, amounts: Floats, picked: NDArray[np.intp], year: Floats) -> Floats:
    back = treasury.years_back()
    level = _levelled(amounts, treasury.calendar_month, back)
    level = widened(level, treasury.calendar_month)
    growth = widened(_growth(amounts, back))
    return running(level[picked] * growth[(year * growth.size).astype(np.intp)])


def _levelled(amounts: Floats, calendar_month: Ints, years_back: Ints) -> Floats:
    """Amounts of each past year brought to the level of the last, on the months that both have."""
    level = amounts.astype(np.float64)
    last = {m: a for m, a, y in zip(calendar_month, amounts, years_back, strict=True) if y == 0}
    for year in range(1, int(years_back.max()) + 1):
        rows = years_back == year
        now, then = sum(last[m] for m in calendar_month[rows]), amounts[rows].sum()
        if now >= CENT and then >= CENT:
            level[rows] *= now / then
    return level


def _growth(amounts: Floats, years_back: Ints) -> Floats:
    """Growth of each whole past year over the one before it.

    A single one does not say that the next year will do the same: it is drawn beside standing
    still. None is standing still.
    """
    totals = [
        amounts[years_back == year].sum()
        for year in range(int(years_back.max()) + 1)
        if (years_back == year).sum() == 12
    ]
    known = [now / before for now, before in pairwise(totals) if min(now, before) >= CENT]
    if len(known) < 2:
        known.append(1.0)
    return np.clip(np.array(known), *GROWTH_BOUNDS)


def _pick_months(treasury: Treasury, uniform: Floats) -> NDArray[np.intp]:
    """Row of the history taken by each month of each draw; shape (months, draws)."""
    picked = np.empty(uniform.shape, dtype=np.intp)
    for month in range(uniform.shape[0]):
        rows = np.flatnonzero(treasury.calendar_month == (treasury.as_of.month + month) % 12 + 1)
        picked[month] = rows[(uniform[month] * rows.size).astype(np.intp)]
    return picked
