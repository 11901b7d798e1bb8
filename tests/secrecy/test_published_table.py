"""Our suppression on a table whose result another tool publishes (docs/decisions/0032)."""

from __future__ import annotations

import numpy as np

from method.secrecy import Bounds, Relations, protect

AGES, PLACES = ("old", "young"), ("Iceland", "Portugal", "Spain")
COUNTS = {"old": (3, 4, 6), "young": (2, 0, 5)}
# Hidden by SuppressSmallCounts(maxN = 1), as its vignette prints it.
PUBLISHED = {("young", "Portugal"), ("old", "Iceland"), ("old", "Portugal"), ("young", "Iceland")}


def test_ours_hides_what_gausssuppression_hides_and_small_sums_besides() -> None:
    inner = {(a, p): COUNTS[a][i] for a in AGES for i, p in enumerate(PLACES)}
    sums = {(a, "Total"): sum(COUNTS[a]) for a in AGES}
    sums |= {("Total", p): sum(COUNTS[a][i] for a in AGES) for i, p in enumerate(PLACES)}
    cells = {**inner, **sums, ("Total", "Total"): 20}
    place, values = {cell: i for i, cell in enumerate(cells)}, np.array([*cells.values()], float)
    parts = [((a, "Total"), [(a, p) for p in PLACES]) for a in AGES]
    parts += [(("Total", p), [(a, p) for a in AGES]) for p in PLACES]
    parts += [(("Total", "Total"), [(a, "Total") for a in AGES])]
    parts += [(("Total", "Total"), [("Total", p) for p in PLACES])]
    relations = Relations(
        np.array([place[total] for total, _ in parts]),
        np.array([i for i, (_, of) in enumerate(parts) for _ in of]),
        np.array([place[part] for _, of in parts for part in of]),
        np.argsort(np.argsort(values, kind="stable")),
    )
    never = np.zeros(len(values), dtype=bool)
    mask = protect(values <= 1, relations, [values], Bounds(values <= 0, never, never))
    hidden = {cell for cell in cells if mask[place[cell]]}
    assert hidden == set(inner)
    assert hidden > PUBLISHED
