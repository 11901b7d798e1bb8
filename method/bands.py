"""Counts that leave as a band: exact, or « under three », or « three or more » to protect others.

A cell of none, one or two companies is `few`. Where a total that is published elsewhere and the
exact cells would give it away, other cells become `some`, of which only « three or more » is known.
Where even that would not do, nothing is said of the hidden cells of that total: they are `any`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from method.secrecy import MIN_UNITS, Bounds, Indices, Mask, Relations, Values, protect

FEW, SOME, ANY = "few", "some", "any"


def bands(
    counts: Values, total: Indices, relation: Indices, part: Indices, hidden_totals: Mask
) -> NDArray[np.object_]:
    """Band of each cell: None where the count may be published, `few`, `some` or `any` elsewhere.

    Args:
        counts: of every cell, totals included.
        total: cell of the total of each relation; its own band says nothing.
        relation: relation of each part.
        part: cell of each part.
        hidden_totals: of each cell, whether it is a total that is already secret elsewhere.
    """
    is_total = np.zeros(len(counts), dtype=bool)
    is_total[total] = True
    is_few = ~is_total & (counts < MIN_UNITS)
    # A published total of one or two tells itself, whatever its parts do.
    hidden_totals = hidden_totals | (is_total & (counts < MIN_UNITS))
    is_empty = is_few & (counts == 0)
    # The least is lost first: a small cell rather than a large one, a total never.
    order = np.lexsort([np.arange(len(counts)), counts, is_total])
    rank = np.empty(len(counts), dtype=np.int64)
    rank[order] = np.arange(len(counts))
    relations = Relations(total, relation, part, rank)
    is_any, is_loose = np.zeros_like(is_total), np.zeros(len(total), dtype=bool)
    while True:
        least = np.where(is_few | is_any, 0, MIN_UNITS)
        bounds = Bounds(
            is_lowest=counts == least,
            is_highest=is_few & ~is_any & (counts == MIN_UNITS - 1),
            is_mute=is_empty,
        )
        hidden = protect(is_few | hidden_totals, relations, [counts], bounds, base=is_empty)
        # A total is published elsewhere: where it had to be hidden, its parts lose their bounds.
        is_stuck = (hidden & ~hidden_totals)[total] & ~is_loose
        if not is_stuck.any():
            break
        is_loose |= is_stuck
        is_any[part[is_loose[relation]]] = True
    found = np.full(len(counts), None, dtype=object)
    hidden &= ~is_total
    found[hidden & is_few] = FEW
    found[hidden & ~is_few] = SOME
    found[hidden & is_any] = ANY
    return found
