"""Our suppression compared with published results of another tool (docs/decisions/0032)."""

from __future__ import annotations

import numpy as np

from method.relations import Relations
from method.secrecy import Amount, Bounds, is_dominated, is_small, protect

Cell = tuple[str, str]
TOTAL = "Total"
PLACES = ("Iceland", "Portugal", "Spain")
AGES = ("old", "young")
COUNTS = {"old": (3, 4, 6), "young": (2, 0, 5)}
# Hidden by SuppressSmallCounts(maxN = 1), as its vignette prints it.
PUBLISHED = {("young", "Portugal"), ("old", "Iceland"), ("old", "Portugal"), ("young", "Iceland")}

SECTORS = ("Agriculture", "Entertainment", "Governmental", "Industry")
SALES: dict[str, tuple[tuple[float, ...], ...]] = {
    "Agriculture": ((), (75.9, 24.5), (96.6, 43.2)),
    "Entertainment": ((16.8,), (7.1, 2.3), (77.4, 11.5, 16.4)),
    "Governmental": ((), (21.6, 2.0), (6.5, 2.7)),
    "Industry": ((9.6, 8.8, 1.9), (25.7, 3.4), (8.4,)),
}
# Hidden by SuppressDominantCells(n = 1, k = 80), as its vignette prints it: primary, then secondary
# cells; according to the vignette, two of these, totals, protect against a single contributor.
DOMINATED = {
    ("Entertainment", "Iceland"),
    ("Governmental", "Portugal"),
    ("Industry", "Portugal"),
    ("Industry", "Spain"),
}
OTHERS = {("Entertainment", "Portugal"), ("Governmental", "Spain"), ("Industry", "Iceland")}
AGAINST_ONE = {("Governmental", TOTAL), ("Industry", TOTAL)}


def relations_of(rows: tuple[str, ...], cells: list[Cell], values: np.ndarray) -> Relations:
    """Relations between the rows, columns and grand total of a table."""
    place = {cell: i for i, cell in enumerate(cells)}
    parts = [((row, TOTAL), [(row, p) for p in PLACES]) for row in rows]
    parts += [((TOTAL, p), [(row, p) for row in rows]) for p in (*PLACES, TOTAL)]
    parts += [((TOTAL, TOTAL), [(TOTAL, p) for p in PLACES])]
    return Relations(
        np.array([place[total] for total, _ in parts]),
        np.array([i for i, (_, of) in enumerate(parts) for _ in of]),
        np.array([place[part] for _, of in parts for part in of]),
        np.argsort(np.argsort(values, kind="stable")),
    )


def with_totals(rows: tuple[str, ...], inner: dict[Cell, tuple]) -> dict[Cell, tuple]:
    """Contributions to each cell and each total of a table."""
    cells = dict(inner)
    for row in rows:
        cells[row, TOTAL] = sum((cells[row, p] for p in PLACES), ())
    for place in (*PLACES, TOTAL):
        cells[TOTAL, place] = sum((cells[row, place] for row in rows), ())
    return cells


def test_ours_hides_what_gausssuppression_hides_and_small_sums_besides() -> None:
    inner = {(a, p): (1,) * COUNTS[a][i] for a in AGES for i, p in enumerate(PLACES)}
    contributions = with_totals(AGES, inner)
    cells, values = [*contributions], np.array([len(one) for one in contributions.values()], float)
    never = np.zeros(len(values), dtype=bool)
    bounds = Bounds(values <= 0, never, never)
    mask = protect(values <= 1, relations_of(AGES, cells, values), [values], bounds)
    hidden = {cell for cell, is_hidden in zip(cells, mask, strict=True) if is_hidden}
    assert hidden == set(inner)
    assert hidden > PUBLISHED


def test_of_amounts_ours_hides_what_gausssuppression_hides_but_against_a_contributor() -> None:
    inner = {(s, p): SALES[s][i] for s in SECTORS for i, p in enumerate(PLACES)}
    contributions = with_totals(SECTORS, inner)
    cells = [*contributions]
    amount = Amount(
        np.array([sum(one) for one in contributions.values()]),
        np.array([max(one, default=0.0) for one in contributions.values()]),
    )
    units = np.array([len(one) for one in contributions.values()], float)
    never = np.zeros(len(cells), dtype=bool)
    relations = relations_of(SECTORS, cells, amount.values)

    def hidden(primary: np.ndarray) -> set[Cell]:
        bounds = Bounds(units <= 0, never, never)
        mask = protect(primary, relations, [units], bounds, amount=amount)
        return {cell for cell, is_hidden in zip(cells, mask, strict=True) if is_hidden}

    # No cell has its largest contribution between 80 % and our 85 %.
    primary = is_dominated(amount)
    assert {cell for cell, one in zip(cells, primary, strict=True) if one} == DOMINATED
    ours = hidden(primary)
    assert ours == DOMINATED | OTHERS
    assert not ours & AGAINST_ONE
    # Our additional rule of three also hides every cell with two contributors.
    assert hidden(primary | is_small(units)) == ours | {
        ("Agriculture", "Portugal"),
        ("Agriculture", "Spain"),
    }
