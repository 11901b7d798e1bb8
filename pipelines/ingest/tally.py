"""The lines of a file, counted before any of them is interpreted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Tally:
    """Lines of a file by what became of them before any cell is judged.

    `lines` counts the physical lines of a text, or the rows of every sheet, before any quotation
    mark or header is interpreted. `continued` are those that carry on a cell begun above, `told`
    those that a remark names without their being rows (a total, units, a sheet not read).
    """

    lines: int = 0
    headers: int = 0
    titles: int = 0
    empty: int = 0
    continued: int = 0
    told: int = 0

    @property
    def rows(self) -> int:
        """Lines that are left to be rows, kept or set aside."""
        return self.lines - self.headers - self.titles - self.empty - self.continued - self.told
