"""Counts of the lines of a file, made before any of them is interpreted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Tally:
    """Lines of a file by kind, before any cell is checked.

    `lines` counts the physical lines of a text, or the rows of every sheet, before any quotation
    mark or header is interpreted. `continued` are lines that continue a cell from above, `told`
    lines reported in a remark that are not rows (a total, units, an unread sheet).
    """

    lines: int = 0
    headers: int = 0
    titles: int = 0
    empty: int = 0
    continued: int = 0
    told: int = 0

    @property
    def rows(self) -> int:
        """Number of remaining lines: rows, kept or set aside."""
        return self.lines - self.headers - self.titles - self.empty - self.continued - self.told
