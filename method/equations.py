"""The equations that totals and their parts form, as sparse matrices, for `method/secrecy.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_matrix, csr_matrix, eye_array, hstack
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.sparse.linalg import SuperLU, splu

if TYPE_CHECKING:
    from method.relations import Indices, Relations, Values

RIDGE = 1e-9
SYMMETRIC: dict[str, Any] = {"diag_pivot_thresh": 0.0, "options": {"SymmetricMode": True}}


@dataclass(frozen=True)
class System:
    """The equations of relations, stored so that each projection only reweights the cells.

    Only the weights of the cells change from one projection to the next: the products of the normal
    equations, their positions and the elimination order are computed once.

    Attributes:
        matrix: relations × cells, 1 for a part, −1 for the total; relations in elimination order.
        products: entries of the normal matrix × cells: contribution of a cell's weight to each.
        ridge: regularisation of each entry, for relations that duplicate others.
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
        """Build the system of the given relations."""
        matrix = _incidence(relations)
        size = matrix.shape[0]
        whole = (matrix @ matrix.T + RIDGE * eye_array(size)).tocsc()
        order = splu(whole, permc_spec="MMD_AT_PLUS_A", **SYMMETRIC).perm_c
        matrix = matrix[np.argsort(order)]
        by_cell = matrix.tocsc()
        # Every pair of relations that share a cell, including each relation with itself.
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
        """Factors of the normal equations of the cells; cells of weight 0 add no entry."""
        data = self.products @ weights + self.ridge
        is_filled = data != 0
        starts = np.concatenate([[0], np.cumsum(is_filled)])[self.starts]
        shape = 2 * self.matrix.shape[:1]
        normal = csc_matrix((data[is_filled], self.indices[is_filled], starts), shape=shape)
        return splu(normal, permc_spec="NATURAL", **SYMMETRIC)

    def moves(self, weights: Values) -> Moves:
        """The null vectors, where cells of higher weight move more freely.

        Args:
            weights: per cell, 0 for a cell that does not move.
        """
        return Moves(self, weights, self.normal(weights))

    def spanning(self, cells: Indices) -> Indices:
        """Some of these cells, whose moves change the relations in every way that all of them can.

        A cell in two relations is an edge of a graph: one that closes a cycle adds nothing to the
        others, unless going round it changes the sign. Most are left out.
        """
        size = self.matrix.shape[0]
        columns = self.transpose[cells]
        edges = np.flatnonzero(np.diff(columns.indptr) == 2)
        first = columns.indptr[edges]
        one, other = columns.indices[first], columns.indices[first + 1]
        is_same = columns.data[first] == columns.data[first + 1]
        pair = np.minimum(one, other).astype(np.int64) * size + np.maximum(one, other)
        distinct, edge_of = np.unique(pair, return_index=True)
        ends, shape = np.divmod(distinct, size), (size, size)
        tree = minimum_spanning_tree(csr_matrix((edge_of + 1.0, ends), shape=shape))
        # Every relation with each sign: one that meets itself with the other is in such a cycle.
        there = other + size * is_same
        signed = (
            np.concatenate([one, one + size]),
            np.concatenate([there, (there + size) % (2 * size)]),
        )
        double = csr_matrix((np.ones(2 * len(one)), signed), shape=(2 * size, 2 * size))
        component = connected_components(double, directed=False)[1]
        is_kept = np.ones(len(cells), dtype=bool)
        is_kept[edges] = (component[:size] == component[size:])[one]
        is_kept[edges[tree.data.astype(np.int64) - 1]] = True
        return cells[is_kept]

    def most_moved(self, candidates: Indices, sign: Values, free: Indices) -> Values:
        """How far each candidate moves, up to one unit, in the null vector that moves them most.

        Args:
            candidates: cells that only move in the direction of `sign`.
            sign: 1 or -1 for each candidate.
            free: cells that move either way; the others do not move.
        """
        moves = self.matrix[:, candidates].multiply(sign)
        count = len(candidates)
        # Each moves by up to one unit, which is maximised, plus whatever more is needed.
        solved = linprog(
            np.concatenate([-np.ones(count), np.zeros(count + len(free))]),
            A_eq=hstack([moves, moves, self.matrix[:, free]]),
            b_eq=np.zeros(self.matrix.shape[0]),
            bounds=np.repeat(
                [[0.0, 1.0], [0.0, np.inf], [-np.inf, np.inf]], [count, count, len(free)], axis=0
            ),
        )
        return solved.x[:count]


@dataclass(frozen=True)
class Moves:
    """Null vectors of the relations: factored once, which is most of the work of a projection."""

    system: System
    weights: Values
    normal: SuperLU

    def nearest(self, aim: Values) -> Values:
        """Null vector nearest to `aim`.

        Args:
            aim: per cell, one or more columns, each a separate vector; 0 where the weight is 0.
        """
        weighted = self.weights if aim.ndim == 1 else self.weights[:, None]
        result = aim
        for _ in range(2):  # the second pass removes the residue of the ridge
            rest = self.normal.solve(self.system.matrix @ result)
            result = result - weighted * (self.system.transpose @ rest)
        return result


def _incidence(relations: Relations) -> csr_matrix:
    """Relations × cells: 1 for a part, −1 for the total."""
    size = len(relations.total)
    rows = np.concatenate([relations.relation, np.arange(size)])
    cells = np.concatenate([relations.part, relations.total])
    signs = np.concatenate([np.ones(len(relations.part)), -np.ones(size)])
    return csr_matrix((signs, (rows, cells)), shape=(size, len(relations.rank)))
