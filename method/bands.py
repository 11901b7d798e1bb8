"""Counts published as bands: exact, « under three », or « three or more » to protect other cells.

A cell of zero, one or two companies is `few`. If a total that is published elsewhere and the exact
cells would reveal it, other cells become `some`: only « three or more » is published for them. If
that is still not enough, nothing is published about the hidden cells of that total: they are `any`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from method.relations import Indices, Mask, Relations, Values
from method.secrecy import MIN_UNITS, Bounds, protect

FEW, SOME, ANY = "few", "some", "any"


def bands(
    counts: Values, total: Indices, relation: Indices, part: Indices, hidden_totals: Mask
) -> NDArray[np.object_]:
    """Band of each cell: None where the count may be published, else `few`, `some` or `any`.

    Args:
        counts: count of each cell, totals included.
        total: cell of the total of each relation; totals get no band.
        relation: relation of each part.
        part: cell of each part.
        hidden_totals: for each cell, whether it is a total that is already secret elsewhere.
    """
    is_total = np.zeros(len(counts), dtype=bool)
    is_total[total] = True
    is_few = ~is_total & (counts < MIN_UNITS)
    # A total of one or two is itself disclosive, whatever is published of its parts.
    hidden_totals = hidden_totals | (is_total & (counts < MIN_UNITS))
    is_empty = is_few & (counts == 0)
    # Least information lost first: small cells before large ones, never a total.
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
            is_harmless=is_empty,
        )
        hidden = protect(is_few | hidden_totals, relations, [counts], bounds, base=is_empty)
        # Totals are published elsewhere: where one had to be hidden, its parts lose their bounds.
        is_stuck = (hidden & ~hidden_totals)[total] & ~is_loose
        if not is_stuck.any():
            break
        is_loose |= is_stuck
        is_any[part[is_loose[relation]]] = True
    band = np.full(len(counts), None, dtype=object)
    hidden &= ~is_total
    band[hidden & is_few] = FEW
    band[hidden & ~is_few] = SOME
    band[hidden & is_any] = ANY
    return band
