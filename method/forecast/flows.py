"""Future spending and receipts other than subsidies, drawn from past months.

A future month takes the receipts and the spending of the same past month, drawn among those of its
calendar month: this keeps correlations and the season. Two corrections are added to this simple
draw, because without them the nominal 80 % interval covered only 55 to 70 % of outcomes in the
back-test: past years are brought to one level and then grow as past years grew (`_levelled`,
`_growth`), and the spread that few values underestimate is restored (`widened`).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from method.forecast.delays import Floats, Ints
from method.forecast.draws import shared_uniforms
from method.forecast.money import running
from method.forecast.treasury import Treasury

GROWTH_BOUNDS = (0.5, 2.0)
"""A larger yearly change than half or double is a change of perimeter."""
CENT = 0.01
"""Below this amount no level and no growth are estimated."""


def draw_flows(treasury: Treasury, seed: int, draws: int, months: int) -> tuple[Floats, Floats]:
    """Cumulative receipts and spending; shape (months, draws) each.

    Random numbers are keyed by month, not by network: all networks draw the same past year
    together, so that shared shocks stay correlated in their sum, and network names have no effect.
    The growth of a draw is that of one past year, the same for receipts and spending; it applies
    once: the level is constant beyond the first year.
    """
    history = treasury.calendar_month.tobytes()
    picked = _pick_months(history, treasury.as_of.month, seed, draws, months)
    year = shared_uniforms(seed, "year", draws)
    return (
        _drawn(treasury, treasury.receipts_eur, picked, year),
        _drawn(treasury, treasury.payments_eur, picked, year),
    )


def expected_receipts_eur(treasury: Treasury) -> float:
    """Mean over the draws of receipts other than subsidies in the next twelve months.

    Once brought to one level, past years all sum to the last one: the mean of the draws is that sum
    times the mean growth.
    """
    amounts, back = treasury.receipts_eur, treasury.years_back
    level = _levelled(amounts, treasury.calendar_month, back)
    sums = np.bincount(treasury.calendar_month, weights=level)[1:]
    means = sums / np.bincount(treasury.calendar_month)[1:]
    return float(sum(means.tolist()) * _growth(amounts, back).mean())


def widened(values: Floats, group: Ints | None = None) -> Floats:
    """Values stretched around the mean of their group by √((m + 1) / (m − 1)).

    Drawing among m raw values gives (m − 1) / m of the true variance, around a mean whose own error
    is 1 / m of it: with m = 3, a nominal 80 % interval covers 63 %. Values that were never negative
    stay so, and the mean is unchanged.

    Args:
        values: shape (k,).
        group: shape (k,), small whole numbers; one group by default.
    """
    groups = np.zeros(values.size, np.int64) if group is None else group
    m = np.bincount(groups)[groups]
    mean = np.bincount(groups, weights=values)[groups] / m
    lowest = np.full(groups.max() + 1, np.inf)
    np.minimum.at(lowest, groups, values)
    lowest = lowest[groups]
    # A single value, or values that differ by less than rounding: nothing to widen.
    moves = (m > 1) & (lowest < mean)
    factor = np.sqrt((m + 1) / np.maximum(m - 1, 1))
    at_most = mean / np.where(moves, mean - lowest, 1.0)
    factor = np.where(lowest >= 0, np.minimum(factor, at_most), factor)
    return np.where(moves, mean + factor * (values - mean), values)


def _drawn(treasury: Treasury, amounts: Floats, picked: NDArray[np.intp], year: Floats) -> Floats:
    back = treasury.years_back
    level = _levelled(amounts, treasury.calendar_month, back)
    level = widened(level, treasury.calendar_month)
    growth = widened(_growth(amounts, back))
    drawn = level.take(picked)
    drawn *= growth.take((year * growth.size).astype(np.intp))
    return running(drawn)


def _levelled(amounts: Floats, calendar_month: Ints, years_back: Ints) -> Floats:
    """Amounts of each past year scaled to the level of the last, over their common months."""
    level = amounts.astype(np.float64)
    last = np.zeros(13)
    last[calendar_month[years_back == 0]] = level[years_back == 0]
    for year in range(1, int(years_back.max()) + 1):
        rows = years_back == year
        now, then = sum(last[calendar_month[rows]].tolist()), amounts[rows].sum()
        if now >= CENT and then >= CENT:
            level[rows] *= now / then
    return level


def _growth(amounts: Floats, years_back: Ints) -> Floats:
    """Growth of each complete past year over the one before it.

    A single growth does not predict the next year: no growth is then drawn equally often. With none
    on record there is no growth.
    """
    totals = [
        amounts[years_back == year].sum()
        for year in range(int(years_back.max()) + 1)
        if (years_back == year).sum() == 12
    ]
    ratios = [now / before for now, before in pairwise(totals) if min(now, before) >= CENT]
    if len(ratios) < 2:
        ratios.append(1.0)
    return np.clip(np.array(ratios), *GROWTH_BOUNDS)


@lru_cache(maxsize=32)
def _pick_months(
    history: bytes, last_month: int, seed: int, draws: int, months: int
) -> NDArray[np.intp]:
    """Row of the history drawn for each month and draw, the same for all networks with that one.

    Args:
        history: calendar month of each row, whole numbers of 64 bits.
        last_month: calendar month of the last row.

    Returns:
        Shape (months, draws), read-only.
    """
    calendar_month = np.frombuffer(history, np.int64)
    picked = np.empty((months, draws), dtype=np.intp)
    for month in range(months):
        rows = np.flatnonzero(calendar_month == (last_month + month) % 12 + 1)
        uniform = shared_uniforms(seed, f"month/{month}", draws)
        picked[month] = rows[(uniform * rows.size).astype(np.intp)]
    picked.flags.writeable = False
    return picked
