"""Secrecy attacked: a reader who subtracts from any total must not find one hidden cell."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.secrecy import Amount, Relations, is_dominated, is_small, protect

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
    return found + [(INDEX[p, "*"], [INDEX[p, n] for n in NETWORKS]) for p in [*PLACES, *LEAVES]]


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


leaf_counts = st.lists(
    st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 7, 12]), min_size=3, max_size=3),
    min_size=5,
    max_size=5,
).map(np.array)


@settings(max_examples=150, deadline=None)
@given(leaf_counts)
def test_no_total_gives_a_hidden_count_back(leaves: np.ndarray) -> None:
    values = cube(leaves)
    hidden = protect(is_small(values), relations_for(values), [values])
    assert hidden[is_small(values)].all()
    for total, parts in equations():
        secret = [part for part in parts if hidden[part] and values[part] > 0]
        if values[total] > 0 and not hidden[total] and secret:
            assert len(secret) >= 2
            assert values[secret].sum() >= 3


def test_a_dominated_amount_is_hidden_with_what_would_tell_it() -> None:
    amounts, largest = np.array([100.0, 70.0, 10.0, 20.0]), np.array([69.0, 69.0, 4.0, 10.0])
    amount = Amount(amounts, largest)
    relations = Relations(*(np.array(a) for a in ([0], [0, 0, 0], [1, 2, 3], [3, 2, 0, 1])))
    hidden = protect(is_dominated(amount), relations, [np.full(4, 5.0)], amount=amount)
    assert hidden.tolist() == [False, True, True, True]


def test_nothing_is_hidden_where_every_cell_is_large() -> None:
    values = cube(np.full((5, 3), 7))
    assert not protect(is_small(values), relations_for(values), [values]).any()
