"""Undo files saved by a spreadsheet that did not know their separator: one cell per line.

Opened with `;` as separator and saved again, `a,b` becomes `a,b;;;`; if a cell was quoted, the
whole line is quoted again.
"""

from __future__ import annotations

import csv

from pipelines.ingest.limits import HEADER_SEARCH_ROWS

SEPARATORS = (";", ",", "\t")
_ENOUGH = 2
_SIGNS = frozenset(SEPARATORS)


def unglue(text: str) -> str | None:
    """The original text, line for line; None if it was not glued."""
    head = [line for line in text[: 64 * 1024].split("\n")[:HEADER_SEARCH_ROWS] if line.strip()]
    for outer in SEPARATORS:
        if _is_glued(head, outer):
            return "\n".join(_inner(line, outer) for line in text.split("\n"))
    return None


def _is_glued(lines: list[str], outer: str) -> bool:
    cells = [_lone_cell(line, outer) for line in lines]
    if len(cells) < _ENOUGH or None in cells:
        return False
    inside = [
        any((cell or "").count(inner) >= _ENOUGH for inner in SEPARATORS if inner != outer)
        for cell in cells
    ]
    # A single comma on a line may be part of a cell: only lines with several cells count.
    changed = [
        is_row and cell != line for is_row, cell, line in zip(inside, cells, lines, strict=True)
    ]
    return sum(inside) * 2 > len(cells) and any(changed)


def _lone_cell(line: str, outer: str) -> str | None:
    """The first cell of a line, if it is the only filled one."""
    try:
        first, *others = next(csv.reader([line], delimiter=outer, strict=True), [""])
    except csv.Error:
        return None
    return None if any(cell.strip() or _SIGNS & set(cell) for cell in others) else first


def _inner(line: str, outer: str) -> str:
    cell = _lone_cell(line, outer) if line else None
    return line if cell is None or "\n" in cell else cell
