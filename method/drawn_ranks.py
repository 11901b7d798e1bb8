"""Ranks of networks in each draw of the weights, for hundreds of networks.

A total is a whole number of millionths of a point: equal networks tie in every draw, though float
products may differ in the last digit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ranks = NDArray[np.int16]
Totals = NDArray[np.int32]

MILLIONTHS = 1e6
# Up to this many networks, comparing all pairs is cheaper than a sort and a search.
FEW = 32
# Totals of as many draws as stay in the processor's cache.
AT_ONCE = 1 << 15


class DrawnRanks(NamedTuple):
    """Ranks in each draw, 1 for the most fragile; every array has shape (networks, draws).

    Attributes:
        best, worst: with each missing part as favourable, or as unfavourable, as it may be.
        rank: with missing parts drawn between their bounds.
    """

    best: Ranks
    worst: Ranks
    rank: Ranks


def draw_ranks(low: Floats, high: Floats, drawn_weights: Floats, seed: int) -> DrawnRanks:
    """Rank networks in each draw.

    Args:
        low, high: networks × dimensions, scores with missing indicators at 0 and at 100.
        drawn_weights: draws × dimensions.
        seed: seed of the missing parts.
    """
    networks, draws = low.shape[0], len(drawn_weights)
    ranks = DrawnRanks(*(np.empty((networks, draws), np.int16) for _ in DrawnRanks._fields))
    fill = _Fill.drawn(low, high, draws, seed)
    step = max(AT_ONCE // max(networks, 1), 1)
    for first in range(0, draws, step):
        some = slice(first, first + step)
        lowest = drawn_weights[some] @ low.T
        least, most = _in_millionths(lowest), _in_millionths(drawn_weights[some] @ high.T)
        filled = _in_millionths(fill.added(lowest, drawn_weights, some))
        ranks.best[:, some] = 1 + count_above(least, most)
        ranks.worst[:, some] = 1 + count_above(most, least) - (most > least).T
        ranks.rank[:, some] = 1 + count_above(filled, filled)
    return ranks


class _Fill(NamedTuple):
    """What is missing in a dimension of a network, uniform between its bounds.

    A probability needs one value per draw. `network` and `dimension` have shape (missing,), `part`
    has shape (missing, draws).
    """

    network: NDArray[np.intp]
    dimension: NDArray[np.intp]
    part: Floats

    @classmethod
    def drawn(cls, low: Floats, high: Floats, draws: int, seed: int) -> _Fill:
        """Draw it from the bounds, networks × dimensions."""
        network, dimension = np.nonzero(high > low)
        gap = (high - low)[network, dimension]
        part = np.random.default_rng([seed, 1]).random((gap.size, draws))
        return cls(network, dimension, part * gap[:, None])

    def added(self, total: Floats, drawn_weights: Floats, some: slice) -> Floats:
        """Add it to the totals of some draws, draws × networks, in place."""
        for dimension in np.unique(self.dimension):
            rows = np.flatnonzero(self.dimension == dimension)
            share = drawn_weights[some, dimension, None]
            total[:, self.network[rows]] += share * self.part[rows, some].T
        return total


def _in_millionths(totals: Floats) -> Totals:
    return np.rint(totals * MILLIONTHS).astype(np.int32)


def count_above(values: Totals, bars: Totals) -> Ranks:
    """For each column of `bars` and each draw, how many of `values` in that draw are above it.

    Args:
        values, bars: draws × networks.

    Returns:
        Networks × draws.
    """
    networks = values.shape[1]
    if networks > FEW:
        return (networks - _count_up_to(np.sort(values, axis=1), bars)).T.astype(np.int16)
    rows, count = np.ascontiguousarray(bars.T), np.zeros(bars.shape[::-1], np.int16)
    for row in np.ascontiguousarray(values.T):
        count += row > rows
    return count


def _count_up_to(in_order: Totals, bars: Totals) -> NDArray[np.intp]:
    """For each bar, how many of the ascending values of its row do not exceed it.

    One binary search in all rows at once, each filled up to a power of two.
    """
    rows, values = in_order.shape
    size = 1 << values.bit_length()
    filled = np.full((rows, size), np.iinfo(np.int32).max, np.int32)
    filled[:, :values] = in_order
    # Place of the last value that does not exceed the bar, in the rows one after the other.
    before = np.arange(rows)[:, None] * size - 1
    last = np.repeat(before, bars.shape[1], axis=1)
    step = size // 2
    while step:
        last += (filled.ravel().take(last + step) <= bars) * step
        step //= 2
    return last - before


def share_before(rank: Ranks, other: Ranks) -> float:
    """Share of the draws in which a network ranks before another; a tie counts for half."""
    before, after = np.count_nonzero(rank < other), np.count_nonzero(rank > other)
    return (1.0 + (before - after) / rank.size) / 2.0


def pairs(rank: Ranks) -> Floats:
    """Share of the draws in which the row ranks before the column; NaN on the diagonal."""
    networks, draws = rank.shape
    before = np.empty((networks, networks), np.int64)
    for row, network in zip(before, rank, strict=True):
        row[:] = [np.count_nonzero(is_before) for is_before in network < rank]
    share = (1.0 + (before - before.T) / draws) / 2.0
    np.fill_diagonal(share, np.nan)
    return share
