"""Statistical secrecy for tables with totals: which cells to hide so that none can be recomputed.

Follows INSEE practice (rules of 7 July 1960): a cell with fewer than 3 units, or where one unit is
over 85 % of an amount, is hidden; then more cells are hidden until none can be recovered by
subtraction. Cells are linked by relations « a total and its parts »: a territory and its
subdivisions, all networks and each network.

A total minus its visible parts is itself a figure that a reader can compute, so this remainder must
satisfy the same rule as a cell, and no combination of relations may determine a cell. Totals that
count once a company present in several parts are treated as sums, which never hides less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from method.relations import Mask, Relations, Values

if TYPE_CHECKING:
    from method.equations import Moves, System

MIN_UNITS = 3
MAX_DOMINANCE = 0.85
# Moves aim at 1; a smaller move than this is the solver's rounding: the cell does not move.
STILL = 1e-4
# How much more freely cells without a bound move than those with one.
FREE_WEIGHT = 100.0
# Share of the largest coefficient below which a cell plays no part in a subtraction.
USED = 0.01
# Number of determined cells whose sums are solved together.
AT_ONCE = 64
NONE = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Bounds:
    """What a reader knows of a hidden cell besides the totals.

    Attributes:
        is_lowest: it cannot be lower than it is.
        is_highest: it cannot be higher than it is.
        is_harmless: recovering it reveals nothing, such as a zero that no visible figure completes.
    """

    is_lowest: Mask
    is_highest: Mask
    is_harmless: Mask


@dataclass(frozen=True)
class Amount:
    """An amount per cell and the largest contribution to it."""

    values: Values
    largest: Values


@dataclass
class Search:
    """Harmless cells that did not move in the last search, where the next one begins.

    That of like cells, such as those of the month before, is shorter for it and finds the same.
    """

    fixed: Mask | None = None


def is_small(units: Values) -> Mask:
    """Cells of one or two units; an empty cell is not secret."""
    return (units > 0) & (units < MIN_UNITS)


def is_dominated(amount: Amount) -> Mask:
    """Cells where one unit accounts for over 85 % of the amount."""
    return amount.largest > MAX_DOMINANCE * amount.values


def protect(
    primary: Mask,
    relations: Relations,
    quantities: Sequence[Values],
    bounds: Bounds,
    base: Mask | None = None,
    amount: Amount | None = None,
    search: Search | None = None,
) -> Mask:
    """Cells to hide: the primary ones and those needed to protect them.

    Args:
        primary: cells hidden because of their own value.
        relations: totals and parts.
        quantities: counts published for each cell, which this mask hides together.
        bounds: bounds of the first quantity; the others follow from it.
        base: cells whose whole is already hidden: a remainder of zero over these alone reveals
            nothing more.
        amount: amount under the dominance rule.
        search: of an earlier call on the same cells; left as the next one may begin.
    """
    whole = np.zeros_like(primary) if base is None else base
    is_filled = np.logical_or.reduce([values > 0 for values in quantities])
    hidden = primary | whole
    search = search or Search()
    fixed = np.zeros_like(primary) if search.fixed is None else search.fixed & bounds.is_harmless
    while True:
        hidden = _close(hidden, relations, quantities, whole, amount)
        more, fixed = _leaks(hidden, relations, bounds, is_filled, fixed)
        if not more.any():
            search.fixed = fixed
            return hidden
        hidden = hidden | more


def _close(
    hidden: Mask,
    relations: Relations,
    quantities: Sequence[Values],
    base: Mask,
    amount: Amount | None,
) -> Mask:
    """Hide parts, or the total when no part is left, until every remainder is safe."""
    is_filled = np.logical_or.reduce([values > 0 for values in quantities])
    while True:
        count = relations.sums(hidden)
        is_open = ~hidden[relations.total]
        # A single hidden part equals the remainder; a hidden total of visible parts, their sum.
        more = _pick(np.where(is_open, count == 1, count == 0), is_filled, hidden, relations)
        is_remainder = is_open & (count > 0)
        is_informative = relations.sums(hidden & ~base) > 0
        for values in quantities:
            remainder = relations.sums(np.where(hidden, values, 0))
            is_short = is_remainder & (remainder < MIN_UNITS) & (is_informative | (remainder > 0))
            more |= _pick(is_short, values > 0, hidden, relations)
        if amount:
            remainder = relations.sums(np.where(hidden, amount.values, 0))
            largest = relations.largest(np.where(hidden, amount.largest, 0))
            is_owned = is_remainder & (largest > MAX_DOMINANCE * remainder)
            more |= _pick(is_owned, is_filled, hidden, relations)
        if not more.any():
            return hidden
        hidden = hidden | more


def _pick(is_selected: Mask, is_eligible: Mask, hidden: Mask, relations: Relations) -> Mask:
    """For each selected relation, the visible eligible part of lowest rank, else the total."""
    lowest = np.full(len(relations.total), NONE)
    ranks = np.where(is_eligible & ~hidden, relations.rank, NONE)
    np.minimum.at(lowest, relations.relation, ranks[relations.part])
    lowest = lowest[is_selected]
    is_picked = np.isin(relations.rank, lowest[lowest < NONE])
    is_picked[relations.total[is_selected][lowest == NONE]] = True
    return is_picked & ~hidden


def _leaks(
    hidden: Mask, relations: Relations, bounds: Bounds, is_filled: Mask, fixed: Mask
) -> tuple[Mask, Mask]:
    """Visible cells through which the relations and the bounds determine hidden ones.

    Also returns the harmless cells fixed at the end, where the next call starts (`fixed`).

    Values can move along the null vectors of the relations that respect the bounds. If one of these
    moves every cell at its lowest up and every cell at its highest down, any other null vector can
    be added to it, so only the cells where all null vectors are zero are determined. Harmless cells
    may stay fixed, so least squares are tried first with the stuck cells fixed; if this does not
    clear every cell, a linear program finds the stuck cells that no vector can move. Which harmless
    cells are fixed first is therefore a matter of time, never of the result.
    """
    if not hidden.any():
        return np.zeros_like(hidden), fixed
    system = relations.system
    sign = np.where(hidden, bounds.is_lowest * 1.0 - bounds.is_highest * 1.0, 0.0)
    is_rigid = _rigid(system, sign, hidden)
    is_determined = is_rigid & ~bounds.is_harmless
    if not is_determined.any():
        is_fixed, moves = _stuck(system, sign, hidden, is_rigid | (fixed & (sign != 0)))
        is_determined = _determined(moves, hidden, is_fixed, bounds.is_harmless)
        if is_determined.any():
            is_still = _cannot_move(system, sign, hidden, is_fixed, is_rigid)
            if (is_still != is_fixed).any():
                is_fixed = is_still
                moves = system.moves(_weights(sign, hidden & ~is_fixed))
                is_determined = _determined(moves, hidden, is_fixed, bounds.is_harmless)
        fixed = is_fixed & bounds.is_harmless
    return _leaking(is_determined, hidden, ~hidden & is_filled, relations), fixed


def _determined(moves: Moves, hidden: Mask, is_fixed: Mask, is_harmless: Mask) -> Mask:
    """Cells that are fixed or where every null vector of the others (`moves`) is zero, but harmless
    ones.
    """
    is_determined = is_fixed.copy()
    is_free = hidden & ~is_fixed
    # Two draws: among thousands of cells, a single draw often leaves a free one still by chance.
    draws = np.zeros((len(hidden), 2))
    draws[is_free] = np.random.default_rng(0).uniform(1, 2, (int(is_free.sum()), 2))
    is_determined[is_free] = np.abs(moves.nearest(draws)[is_free]).max(axis=1) < STILL
    return is_determined & ~is_harmless


def _weights(sign: Values, is_free: Mask) -> Values:
    """How freely each cell moves."""
    return np.where(is_free, np.where(sign == 0, FREE_WEIGHT, 1.0), 0.0)


def _stuck(system: System, sign: Values, hidden: Mask, is_fixed: Mask) -> tuple[Mask, Moves]:
    """Cells to fix, `is_fixed` included, so that one null vector moves all others off a bound.

    These are the cells that least squares cannot move, including all those that cannot move at all.
    Also returns the null vectors of the others.
    """
    fixed = is_fixed.copy()
    while True:
        is_free = hidden & ~fixed
        moves = system.moves(_weights(sign, is_free))
        inside = moves.nearest(np.where(is_free, sign, 0.0))
        is_stuck = is_free & (sign != 0) & (inside * sign < STILL)
        if not is_stuck.any():
            return fixed, moves
        fixed |= is_stuck


def _rigid(system: System, sign: Values, hidden: Mask) -> Mask:
    """Hidden cells in a relation where all of them could only move the same way."""
    is_rigid = np.zeros_like(hidden)
    while True:
        is_free = hidden & ~is_rigid
        up, down = (is_free & (sign >= 0)) * 1.0, (is_free & (sign <= 0)) * 1.0
        adds = system.parts @ up + system.totals @ down
        takes = system.parts @ down + system.totals @ up
        is_one_way = ((adds == 0) | (takes == 0)) * 1.0
        is_new = (system.touched @ is_one_way > 0) & is_free
        if not is_new.any():
            return is_rigid
        is_rigid |= is_new


def _cannot_move(
    system: System, sign: Values, hidden: Mask, is_stuck: Mask, is_rigid: Mask
) -> Mask:
    """Among the stuck cells, those that no null vector moves off their bound.

    One vector already moves all the other cells off theirs: it can be added, as much as needed, to
    any vector that moves the stuck ones, so the others are free here.
    """
    candidates = np.flatnonzero(is_stuck & ~is_rigid)
    free = system.spanning(np.flatnonzero(hidden & ~is_stuck))
    moved = system.most_moved(candidates, sign[candidates], free)
    is_fixed = is_rigid.copy()
    is_fixed[candidates[moved < STILL]] = True
    return is_fixed


def _leaking(is_determined: Mask, hidden: Mask, is_candidate: Mask, relations: Relations) -> Mask:
    """For each determined cell, the candidate of lowest rank in the sum that gives its value."""
    leaks = np.zeros_like(is_candidate)
    determined, system = np.flatnonzero(is_determined), relations.system
    if not len(determined) or not is_candidate.any():
        return leaks
    visible = np.flatnonzero(is_candidate)
    visible = visible[np.argsort(relations.rank[visible])]
    normal, offers = system.normal(hidden.astype(np.float64)), system.transpose[visible]
    is_leak = np.zeros(len(visible), dtype=bool)
    # In batches: all together would make a dense matrix of visible × determined cells.
    for batch in np.array_split(determined, -(-len(determined) // AT_ONCE)):
        sums = normal.solve(np.ascontiguousarray(system.transpose[batch].toarray().T))
        coefficients = offers @ sums
        np.abs(coefficients, out=coefficients)
        is_used = coefficients > USED * coefficients.max(axis=0, initial=0)
        is_covered = is_used[is_leak].any(axis=0)
        for at in range(len(batch)):
            if not is_covered[at] and is_used[lowest := is_used[:, at].argmax(), at]:
                is_leak[lowest] = True
                is_covered |= is_used[lowest]
    leaks[visible[is_leak]] = True
    return leaks
