"""Secrecy attacked: a solver that knows every total must not find one hidden cell."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipelines.secrecy import Amount, Bounds, Relations, is_dominated, is_small, protect

# A cube with totals: two départements of two EPCI, four networks and the total of each.
PLACES = {"region": ["d1", "d2"], "d1": ["e1", "e2", "e3"], "d2": ["e4", "e5"]}
LEAVES = ["e1", "e2", "e3", "e4", "e5"]
NETWORKS = ["a", "b", "c"]
CELLS = list(itertools.product(["region", "d1", "d2", *LEAVES], ["*", *NETWORKS]))
INDEX = {cell: i for i, cell in enumerate(CELLS)}


def cube(leaves: np.ndarray) -> np.ndarray:
    """Values of every cell from those of EPCI × network."""
    values = {
        (e, n): float(leaves[i, j]) for i, e in enumerate(LEAVES) for j, n in enumerate(NETWORKS)
    }
    for total in ("d1", "d2", "region"):
        for n in NETWORKS:
            values[total, n] = sum(values[part, n] for part in PLACES[total])
    for place in [*PLACES, *LEAVES]:
        values[place, "*"] = sum(values[place, n] for n in NETWORKS)
    return np.array([values[cell] for cell in CELLS])


def equations() -> list[tuple[int, list[int]]]:
    found = [
        (INDEX[total, n], [INDEX[part, n] for part in parts])
        for total, parts in PLACES.items()
        for n in ["*", *NETWORKS]
    ]
    return found + [
        (INDEX[p, "*"], [INDEX[p, n] for n in NETWORKS]) for p in [*PLACES, *LEAVES]
    ]


def relations_for(values: np.ndarray) -> Relations:
    """Relations over the cells that are not empty; small cells are hidden first."""
    totals, relation, part = [], [], []
    for total, parts in equations():
        if values[total] > 0:
            filled = [i for i in parts if values[i] > 0]
            relation += [len(totals)] * len(filled)
            part += filled
            totals.append(total)
    rank = np.argsort(np.argsort(values, kind="stable"))
    return Relations(*(np.array(a, dtype=np.int64) for a in (totals, relation, part, rank)))


def present(values: np.ndarray) -> Bounds:
    """A reader sees which cells are empty: a hidden one is one at least."""
    return Bounds(values <= 1, np.zeros(len(values), dtype=bool))


def interval(cell: int, values: np.ndarray, hidden: np.ndarray, least: float) -> float:
    """Width of what a solver knows of a hidden cell, all visible cells and totals given."""
    unknown = np.flatnonzero(hidden)
    place = {c: i for i, c in enumerate(unknown)}
    rows, right = [], []
    for total, parts in equations():
        row, known = np.zeros(len(unknown)), 0.0
        for c, sign in [(total, -1.0), *((p, 1.0) for p in parts)]:
            if c in place:
                row[place[c]] += sign
            else:
                known += sign * values[c]
        rows.append(row)
        right.append(-known)
    goal = np.zeros(len(unknown))
    goal[place[cell]] = 1
    ends = [
        linprog(s * goal, A_eq=np.array(rows), b_eq=right, bounds=(least, None)) for s in (1, -1)
    ]
    low, high = (np.inf if end.status == 3 else end.fun for end in ends)
    return abs(-high - low) if np.isfinite([low, high]).all() else np.inf


leaf_counts = st.lists(
    st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 7, 12]), min_size=3, max_size=3),
    min_size=5,
    max_size=5,
).map(np.array)


@settings(max_examples=150, deadline=None)
@given(leaf_counts)
def test_no_hidden_count_is_found_by_a_solver(leaves: np.ndarray) -> None:
    values = cube(leaves)
    hidden = protect(is_small(values), relations_for(values), [values], present(values))
    assert hidden[is_small(values)].all()
    # The reader knows that a hidden cell has one company at least: empty cells are not hidden.
    for cell in np.flatnonzero(hidden):
        assert interval(cell, values, hidden, least=1) >= 1 - 1e-6
