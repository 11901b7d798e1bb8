"""Statistical secrecy on tables with totals: which cells to hide so that none can be found again.

Follows the INSEE habit (rules of 7 July 1960): a cell under 3 units, or where one unit is over 85 %
of an amount, is hidden; then cells are added until no hidden one comes back by subtraction. Cells
stand in relations « a total and its parts »: a territory and those in it, all networks and each.

What is left of a total once its visible parts are taken off is itself a figure that a reader can
compute, so it must pass the same rule as a cell, and no set of relations may pin a cell down.
Totals that count a company once in several parts are treated as sums: this hides no less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_matrix, csr_matrix, eye_array, hstack
from scipy.sparse.linalg import SuperLU, splu

MIN_UNITS = 3
MAX_DOMINANCE = 0.85
# Moves aim at 1; below this one a cell does not move, or by the solver's rounding alone.
STILL = 1e-4
# Cells without a bound move this much more freely than those with one.
FREE_WEIGHT = 100.0
RIDGE = 1e-9
# Share of the largest coefficient under which a cell plays no part in a subtraction.
USED = 0.01
# Sums of determined cells looked for together.
AT_ONCE = 64
SYMMETRIC: dict[str, Any] = {"diag_pivot_thresh": 0.0, "options": {"SymmetricMode": True}}
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

    @cached_property
    def system(self) -> System:
        """Their equations."""
        return System.of(self)

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
class Bounds:
    """What a reader knows of a hidden cell besides the totals.

    Attributes:
        is_lowest: it cannot be lower than it is.
        is_highest: it cannot be higher than it is.
        is_mute: to find it would tell nothing, such as a zero that no visible figure completes.
    """

    is_lowest: Mask
    is_highest: Mask
    is_mute: Mask


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
    bounds: Bounds,
    base: Mask | None = None,
    amount: Amount | None = None,
) -> Mask:
    """Cells to hide: the primary ones and those that keep them hidden.

    Args:
        primary: cells hidden by their own value.
        relations: totals and parts.
        quantities: counts published cell by cell that this mask hides together.
        bounds: bounds of the first quantity, the others following from it.
        base: cells of which even the whole is hidden already: a remainder of zero over these alone
            says nothing more.
        amount: amount under the dominance rule.
    """
    whole = np.zeros_like(primary) if base is None else base
    is_filled = np.logical_or.reduce([values > 0 for values in quantities])
    hidden = primary | whole
    held = np.zeros_like(primary)
    while True:
        hidden = _close(hidden, relations, quantities, whole, amount)
        more, held = _leaks(hidden, relations, bounds, is_filled, held)
        if not more.any():
            return hidden
        hidden = hidden | more


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


def _leaks(
    hidden: Mask, relations: Relations, bounds: Bounds, is_filled: Mask, held: Mask
) -> tuple[Mask, Mask]:
    """Visible cells through which the relations and the bounds determine hidden ones.

    Also returns the mute cells held at the end, from which to start (`held`) once more are hidden.

    Values can move along the null vectors of the relations that leave no bound. When one of them
    moves every cell at its lowest up and every cell at its highest down, any other null vector can
    be added to it, so that only cells on which all are zero are determined. Mute cells may as well
    stay where they are, so least squares try first with those that resist held; where this does not
    clear every cell, a linear program says which of those that resist no vector moves.
    """
    if not hidden.any():
        return np.zeros_like(hidden), held
    system = relations.system
    sign = np.where(hidden, bounds.is_lowest * 1.0 - bounds.is_highest * 1.0, 0.0)
    is_frozen = _frozen(system, sign, hidden)
    told = is_frozen & ~bounds.is_mute
    if not told.any():
        is_held = _resisting(system, sign, hidden, is_frozen | (held & hidden))
        told = _told(system, hidden, is_held, bounds.is_mute)
        if told.any():
            is_held = _cannot_move(system, sign, hidden, is_held, is_frozen)
            told = _told(system, hidden, is_held, bounds.is_mute)
        held = is_held & bounds.is_mute
    return _through(told, hidden, ~hidden & is_filled, relations), held


def _told(system: System, hidden: Mask, is_held: Mask, is_mute: Mask) -> Mask:
    """Cells that are held or on which every null vector of the others is zero, mute ones out."""
    is_told = is_held.copy()
    loose = hidden & ~is_held
    # Two draws: among thousands of cells, one alone often leaves a free cell still by chance.
    draws = np.zeros((len(hidden), 2))
    draws[loose] = np.random.default_rng(0).uniform(1, 2, (int(loose.sum()), 2))
    moves = system.project(draws, loose.astype(np.float64))
    is_told[loose] = np.abs(moves[loose]).max(axis=1) < STILL
    return is_told & ~is_mute


def _resisting(system: System, sign: Values, hidden: Mask, is_held: Mask) -> Mask:
    """Cells to hold, `is_held` included, so that one null vector moves all others off a bound.

    Those that least squares do not find how to move, among them all that cannot.
    """
    held = is_held.copy()
    while True:
        loose = hidden & ~held
        weights = np.where(loose, np.where(sign == 0, FREE_WEIGHT, 1.0), 0.0)
        inside = system.project(np.where(loose, sign, 0.0), weights)
        resists = loose & (sign != 0) & (inside * sign < STILL)
        if not resists.any():
            return held
        held |= resists


def _frozen(system: System, sign: Values, hidden: Mask) -> Mask:
    """Hidden cells that stand in a relation where all could only go the same way."""
    is_frozen = np.zeros_like(hidden)
    while True:
        loose = hidden & ~is_frozen
        up, down = (loose & (sign >= 0)) * 1.0, (loose & (sign <= 0)) * 1.0
        adds = system.parts @ up + system.totals @ down
        takes = system.parts @ down + system.totals @ up
        is_one_way = ((adds == 0) | (takes == 0)) * 1.0
        found = (system.touched @ is_one_way > 0) & loose
        if not found.any():
            return is_frozen
        is_frozen |= found


def _cannot_move(
    system: System, sign: Values, hidden: Mask, resists: Mask, is_frozen: Mask
) -> Mask:
    """Of the cells that resist, those that no null vector moves off their bound.

    A vector already moves all the others off theirs: as much of it as needed can be added to any
    that moves these, which leaves the others free.
    """
    doubted, free = np.flatnonzero(resists & ~is_frozen), np.flatnonzero(hidden & ~resists)
    moves = system.matrix[:, doubted].multiply(sign[doubted])
    count = len(doubted)
    # Each moves by a first unit, which is what is sought, and by whatever more it takes.
    solved = linprog(
        np.concatenate([-np.ones(count), np.zeros(count + len(free))]),
        A_eq=hstack([moves, moves, system.matrix[:, free]]),
        b_eq=np.zeros(system.matrix.shape[0]),
        bounds=np.repeat(
            [[0.0, 1.0], [0.0, np.inf], [-np.inf, np.inf]], [count, count, len(free)], axis=0
        ),
    )
    is_held = is_frozen.copy()
    is_held[doubted[solved.x[:count] < STILL]] = True
    return is_held


def _through(told: Mask, hidden: Mask, offered: Mask, relations: Relations) -> Mask:
    """For each determined cell, the offered cell of lowest rank in the sum that gives it."""
    leaks = np.zeros_like(offered)
    stuck, system = np.flatnonzero(told), relations.system
    if not len(stuck):
        return leaks
    visible = np.flatnonzero(offered)
    visible = visible[np.argsort(relations.rank[visible])]
    normal, offers = system.normal(hidden.astype(np.float64)), system.transpose[visible]
    # A few at a time: all together would be a dense table of visible cells by determined ones.
    for some in np.array_split(stuck, -(-len(stuck) // AT_ONCE)):
        sums = normal.solve(np.ascontiguousarray(system.transpose[some].toarray().T))
        for used in np.abs(offers @ sums).T:
            is_used = used > USED * used.max(initial=0)
            if is_used.any() and not leaks[visible[is_used]].any():
                leaks[visible[is_used.argmax()]] = True
    return leaks


@dataclass(frozen=True)
class System:
    """The equations of relations, kept so that each projection only weighs the cells anew.

    Which cells take part changes from one projection to the next, by their weight alone: products
    of the normal equations, their places and the order of elimination are found once.

    Attributes:
        matrix: relations × cells, 1 for a part, −1 for the total; relations in the order of
            elimination.
        products: entries of the normal matrix × cells: what the weight of a cell adds to each.
        ridge: stands in for relations that repeat others, entry by entry.
        indices: relation of each entry of the normal matrix.
        starts: first entry of each relation in it.
    """

    matrix: csr_matrix
    products: csr_matrix
    ridge: Values
    indices: Indices
    starts: Indices

    @classmethod
    def of(cls, relations: Relations) -> System:
        """The system of some relations."""
        matrix = _incidence(relations)
        size = matrix.shape[0]
        whole = (matrix @ matrix.T + RIDGE * eye_array(size)).tocsc()
        order = splu(whole, permc_spec="MMD_AT_PLUS_A", **SYMMETRIC).perm_c
        matrix = matrix[np.argsort(order)]
        by_cell = matrix.tocsc()
        # Every pair of relations that a cell is in, itself twice included.
        count = np.diff(by_cell.indptr)
        pairs = np.repeat(count, count)
        one = np.repeat(np.arange(by_cell.nnz), pairs)
        begin = np.repeat(np.repeat(by_cell.indptr[:-1], count), pairs)
        other = begin + np.arange(len(one)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
        row, column = by_cell.indices[one], by_cell.indices[other]
        diagonal = np.arange(size) * (size + 1)
        entries, place = np.unique(
            np.concatenate([column.astype(np.int64) * size + row, diagonal]), return_inverse=True
        )
        cell = np.repeat(np.repeat(np.arange(matrix.shape[1]), count), pairs)
        values = by_cell.data[one] * by_cell.data[other]
        products = csr_matrix(
            (values, (place[: len(one)], cell)), shape=(len(entries), matrix.shape[1])
        )
        ridge = (RIDGE * np.bincount(place[len(one) :], minlength=len(entries))).astype(np.float64)
        starts = np.searchsorted(entries, np.arange(size + 1) * size)
        return cls(matrix, products, ridge, entries % size, starts)

    @cached_property
    def transpose(self) -> csr_matrix:
        """Cells × relations."""
        return self.matrix.T.tocsr()

    @cached_property
    def touched(self) -> csr_matrix:
        """Cells × relations, 1 where a cell is in a relation."""
        return abs(self.transpose)

    @cached_property
    def parts(self) -> csr_matrix:
        """Relations × cells, 1 for a part."""
        return (self.matrix > 0).astype(float)

    @cached_property
    def totals(self) -> csr_matrix:
        """Relations × cells, 1 for the total."""
        return (self.matrix < 0).astype(float)

    def normal(self, weights: Values) -> SuperLU:
        """Factors of the normal equations of the cells; those of weight 0 fill nothing."""
        data = self.products @ weights + self.ridge
        is_filled = data != 0
        starts = np.concatenate([[0], np.cumsum(is_filled)])[self.starts]
        shape = 2 * self.matrix.shape[:1]
        normal = csc_matrix((data[is_filled], self.indices[is_filled], starts), shape=shape)
        return splu(normal, permc_spec="NATURAL", **SYMMETRIC)

    def project(self, aim: Values, weights: Values) -> Values:
        """Null vector nearest to `aim`, a cell of high weight moving more freely.

        Args:
            aim: by cell, in one column or several, each with its own vector; 0 where the weight is.
            weights: by cell, 0 for one that does not move.
        """
        normal = self.normal(weights)
        weighted = weights if aim.ndim == 1 else weights[:, None]
        result = aim
        for _ in range(2):  # the second pass takes off what the ridge left
            result = result - weighted * (self.transpose @ normal.solve(self.matrix @ result))
        return result


def _incidence(relations: Relations) -> csr_matrix:
    """Relations × cells: 1 for a part, −1 for the total."""
    size = len(relations.total)
    rows = np.concatenate([relations.relation, np.arange(size)])
    cells = np.concatenate([relations.part, relations.total])
    signs = np.concatenate([np.ones(len(relations.part)), -np.ones(size)])
    return csr_matrix((signs, (rows, cells)), shape=(size, len(relations.rank)))
