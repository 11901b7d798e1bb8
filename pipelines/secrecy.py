"""Statistical secrecy on tables with totals: which cells to hide so that none can be found again.

Follows the INSEE habit (rules of 7 July 1960): a cell under 3 units, or where one unit is over 85 %
of an amount, is hidden; then cells are added until no total, less its visible parts, gives one
back. Cells stand in relations « a total and its parts »: a territory and those inside it, all
networks and each.

What is left of a total once its visible parts are taken off is itself a figure that a reader can
compute, so it must pass the same rule as a cell. Totals that count a company once in several parts
are treated as sums: this hides no less. Each relation is closed in turn until none gives anything;
a system of several relations solved together is not searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_UNITS = 3
MAX_DOMINANCE = 0.85
NONE = np.iinfo(np.int64).max

Mask = NDArray[np.bool_]
Values = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Relations:
    """Totals and parts, as positions in the array of cells.

    Attributes:
        total: cell of the total, one a relation.
        relation: relation of each part.
        part: cell of each part.
        rank: of each cell, no two alike; among cells that would do, the lowest is hidden.
    """

    total: Indices
    relation: Indices
    part: Indices
    rank: Indices

    def sums(self, values: Values | Mask) -> Values:
        """Sum over the parts of each relation; `values` is per cell."""
        weights = values[self.part].astype(np.float64)
        return np.bincount(self.relation, weights, len(self.total)).astype(np.float64)

    def largest(self, values: Values) -> Values:
        """Maximum over the parts of each relation, 0 at least."""
        most = np.zeros(len(self.total))
        np.maximum.at(most, self.relation, values[self.part])
        return most


@dataclass(frozen=True)
class Amount:
    """An amount by cell and the largest contribution to it."""

    values: Values
    largest: Values


def is_small(units: Values) -> Mask:
    """Cells of one or two units; an empty cell is no secret."""
    return (units > 0) & (units < MIN_UNITS)


def is_dominated(amount: Amount) -> Mask:
    """Cells where one unit makes over 85 % of the amount."""
    return amount.largest > MAX_DOMINANCE * amount.values


def protect(
    primary: Mask,
    relations: Relations,
    quantities: Sequence[Values],
    base: Mask | None = None,
    amount: Amount | None = None,
) -> Mask:
    """Cells to hide: the primary ones and those that keep them hidden.

    Args:
        primary: cells hidden by their own value.
        relations: totals and parts.
        quantities: counts published cell by cell that this mask hides together.
        base: cells of which even the whole is hidden already: a remainder of zero over these alone
            says nothing more, and zero in one of them is no secret.
        amount: amount under the dominance rule.
    """
    whole = np.zeros_like(primary) if base is None else base
    return _close(primary | whole, relations, quantities, whole, amount)


def _close(
    hidden: Mask,
    relations: Relations,
    quantities: Sequence[Values],
    base: Mask,
    amount: Amount | None,
) -> Mask:
    """Hide parts, or the total when none is left, until every remainder is safe."""
    is_filled = np.logical_or.reduce([values > 0 for values in quantities])
    while True:
        count = relations.sums(hidden)
        is_open = ~hidden[relations.total]
        # A lone hidden part is its remainder; a hidden total over visible parts is their sum.
        more = _pick(np.where(is_open, count == 1, count == 0), is_filled, hidden, relations)
        is_remainder = is_open & (count > 0)
        speaks = relations.sums(hidden & ~base) > 0
        for values in quantities:
            left = relations.sums(np.where(hidden, values, 0))
            short = is_remainder & (left < MIN_UNITS) & (speaks | (left > 0))
            more |= _pick(short, values > 0, hidden, relations)
        if amount:
            left = relations.sums(np.where(hidden, amount.values, 0))
            most = relations.largest(np.where(hidden, amount.largest, 0))
            is_owned = is_remainder & (most > MAX_DOMINANCE * left)
            more |= _pick(is_owned, is_filled, hidden, relations)
        if not more.any():
            return hidden
        hidden = hidden | more


def _pick(wanted: Mask, eligible: Mask, hidden: Mask, relations: Relations) -> Mask:
    """Of each wanted relation, the visible eligible part of lowest rank, else the total."""
    lowest = np.full(len(relations.total), NONE)
    ranks = np.where(eligible & ~hidden, relations.rank, NONE)
    np.minimum.at(lowest, relations.relation, ranks[relations.part])
    lowest = lowest[wanted]
    picked = np.isin(relations.rank, lowest[lowest < NONE])
    picked[relations.total[wanted][lowest == NONE]] = True
    return picked & ~hidden
