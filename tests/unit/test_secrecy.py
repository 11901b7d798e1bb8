"""Attack on secrecy: a solver that knows every total must not determine any hidden cell."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from method.relations import Relations
from method.secrecy import Amount, Bounds, Search, is_dominated, is_small, protect

# A cube with totals: two départements of two EPCI each, four networks, and their totals.
PLACES = {"region": ["d1", "d2"], "d1": ["e1", "e2", "e3"], "d2": ["e4", "e5"]}
LEAVES = ["e1", "e2", "e3", "e4", "e5"]
NETWORKS = ["a", "b", "c"]
CELLS = list(itertools.product(["region", "d1", "d2", *LEAVES], ["*", *NETWORKS]))
INDEX = {cell: i for i, cell in enumerate(CELLS)}


def cube(leaves: np.ndarray) -> np.ndarray:
    """Values of every cell, from those of EPCI × network."""
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
    sums = [
        (INDEX[total, n], [INDEX[part, n] for part in parts])
        for total, parts in PLACES.items()
        for n in ["*", *NETWORKS]
    ]
    return sums + [(INDEX[p, "*"], [INDEX[p, n] for n in NETWORKS]) for p in [*PLACES, *LEAVES]]


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
    """Bounds known to a reader, who sees which cells are empty: a hidden one is at least 1."""
    never = np.zeros(len(values), dtype=bool)
    return Bounds(values <= 1, never, never)


def width(cell: int, values: np.ndarray, hidden: np.ndarray, most: np.ndarray) -> float:
    """Width of a solver's interval for a hidden cell, given all visible cells and totals.

    A hidden cell lies between the lower bound of `present` and `most`.
    """
    unknown = np.flatnonzero(hidden)
    place = {c: i for i, c in enumerate(unknown)}
    rows, right = [], []
    for total, parts in equations():
        row, visible = np.zeros(len(unknown)), 0.0
        for c, sign in [(total, -1.0), *((p, 1.0) for p in parts)]:
            if c in place:
                row[place[c]] += sign
            else:
                visible += sign * values[c]
        rows.append(row)
        right.append(-visible)
    goal = np.zeros(len(unknown))
    goal[place[cell]] = 1
    bounds = list(zip(np.where(most < np.inf, 0, 1)[unknown], most[unknown], strict=True))
    low, high = (
        linprog(sign * goal, A_eq=np.array(rows), b_eq=right, bounds=bounds) for sign in (1, -1)
    )
    return np.inf if high.status == 3 else -high.fun - low.fun


leaf_counts = st.lists(
    st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 7, 12]), min_size=3, max_size=3),
    min_size=5,
    max_size=5,
).map(np.array)


@settings(max_examples=30)
@given(leaf_counts)
def test_no_hidden_count_is_found_by_a_solver(leaves: np.ndarray) -> None:
    _assert_hidden(leaves)


@pytest.mark.deep
@settings(max_examples=200)
@given(leaf_counts)
def test_no_hidden_count_is_found_by_a_solver_in_more_cubes(leaves: np.ndarray) -> None:
    _assert_hidden(leaves)


def _assert_hidden(leaves: np.ndarray) -> None:
    values = cube(leaves)
    hidden = protect(is_small(values), relations_for(values), [values], present(values))
    assert hidden[is_small(values)].all()
    for cell in np.flatnonzero(hidden):
        assert width(cell, values, hidden, np.full(len(values), np.inf)) >= 1 - 1e-6


@settings(max_examples=60)
@given(leaf_counts, leaf_counts)
def test_no_hidden_class_is_found_by_a_solver(small: np.ndarray, large: np.ndarray) -> None:
    one, other = cube(small), cube(large)
    whole = one + other
    base = protect(is_small(whole), relations_for(whole), [whole], present(whole))
    hidden = protect(
        is_small(one) | is_small(other),
        relations_for(whole),
        [one, other],
        Bounds(one == 0, (other == 0) & ~base, base & (one == 0)),
        base=base,
    )
    # Where the whole is visible, it bounds a class, and gives the other class by subtraction.
    for cell in np.flatnonzero(hidden & ~base):
        assert width(cell, one, hidden, np.where(base, 1e6, whole)) >= 1 - 1e-6


def test_a_dominated_amount_is_hidden_with_what_would_reveal_it() -> None:
    amounts, largest = np.array([100.0, 70.0, 10.0, 20.0]), np.array([69.0, 69.0, 4.0, 10.0])
    amount = Amount(amounts, largest)
    relations = Relations(*(np.array(a) for a in ([0], [0, 0, 0], [1, 2, 3], [3, 2, 0, 1])))
    hidden = protect(
        is_dominated(amount), relations, [np.full(4, 5.0)], present(np.full(4, 5.0)), amount=amount
    )
    assert hidden.tolist() == [False, True, True, True]


def test_nothing_is_hidden_where_every_cell_is_large() -> None:
    values = cube(np.full((5, 3), 7))
    hidden = protect(is_small(values), relations_for(values), [values], present(values))
    assert not hidden.any()


def table_with_hidden_zeros() -> tuple[list[np.ndarray], np.ndarray, np.ndarray, Relations]:
    """Lines of cells that end with their total, values, empty cells, and relations of a table."""
    rng = np.random.default_rng(2)
    inside = rng.poisson(rng.gamma(0.4, 4, (20, 1)) * rng.gamma(0.4, 2, (1, 15)))
    table = np.pad(inside, ((0, 1), (0, 1)))
    table[-1] = table.sum(axis=0)
    table[:, -1] = table.sum(axis=1)
    cells = np.arange(table.size).reshape(table.shape)
    lines = [*cells, *cells.T]
    values = table.ravel().astype(float)
    is_empty = (values == 0) & (np.isin(np.arange(len(values)), cells[:-1, :-1]))
    relations = Relations(
        np.array([line[-1] for line in lines]),
        np.repeat(np.arange(len(lines)), [len(line) - 1 for line in lines]),
        np.concatenate([line[:-1] for line in lines]),
        np.argsort(np.argsort(values, kind="stable")),
    )
    return lines, values, is_empty, relations


@settings(max_examples=20)
@given(st.floats(0, 1), st.integers(0, 9))
def test_where_a_search_begins_changes_nothing_to_what_is_hidden(share: float, seed: int) -> None:
    _, values, is_empty, relations = table_with_hidden_zeros()
    bounds = Bounds(values == 0, np.zeros(len(values), dtype=bool), is_empty)
    search = Search(np.random.default_rng(seed).random(len(values)) < share)
    alone, begun = (
        protect(is_small(values) | is_empty, relations, [values], bounds, is_empty, search=one)
        for one in (None, search)
    )
    assert (alone == begun).all()
    assert search.fixed is not None
    assert not search.fixed[~is_empty].any()


def test_no_cell_of_a_table_with_hidden_zeros_is_found_by_a_solver() -> None:
    """Twenty places by fifteen networks: checking each total separately would miss one cell."""
    lines, values, is_empty, relations = table_with_hidden_zeros()
    never = np.zeros(len(values), dtype=bool)
    bounds = Bounds(values == 0, never, is_empty)
    hidden = protect(is_small(values) | is_empty, relations, [values], bounds, base=is_empty)
    unknown = np.flatnonzero(hidden)
    rows = np.zeros((len(lines), len(values)))
    for row, line in zip(rows, lines, strict=True):
        row[line[:-1]], row[line[-1]] = 1, -1
    right = -rows[:, ~hidden] @ values[~hidden]
    for cell in np.flatnonzero(hidden & ~is_empty):
        goal = (unknown == cell) * 1.0
        low, high = (
            linprog(
                sign * goal, A_eq=rows[:, hidden], b_eq=right, bounds=(0, 10 * values.max())
            ).fun
            for sign in (1, -1)
        )
        assert -high - low >= 1 - 1e-6
    assert not hidden[-1]


@settings(max_examples=60)
@given(st.lists(st.booleans(), min_size=len(CELLS), max_size=len(CELLS)))
def test_cells_left_out_of_a_programme_move_nothing_that_the_others_do_not(
    chosen: list[bool],
) -> None:
    system = relations_for(cube(np.full((5, 3), 7))).system
    cells = np.flatnonzero(chosen)
    kept = system.spanning(cells)
    assert set(kept) <= set(cells)
    matrix = system.matrix.toarray()
    assert np.linalg.matrix_rank(matrix[:, kept]) == np.linalg.matrix_rank(matrix[:, cells])
