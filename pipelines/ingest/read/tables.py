"""What the readers hand over: a table of text, with the line of each row as a person counts it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

# What a cell of a workbook was before it became text, one letter a cell.
BLANK, TEXT, INTEGER, DECIMAL, DATE, BOOLEAN, DURATION = ".sifdbt"


@dataclass
class BadRow:
    """A row that does not have the cells of its header."""

    line: int
    cells: list[str]


@dataclass
class Realigned:
    """A row put back together: which column, and its value once whole."""

    line: int
    cell_count: int
    column: str
    value: str


@dataclass
class TextTable:
    """One sheet or CSV, every cell as text, before any meaning is given to it.

    `table` has a BIGINT column `line` and one string column `text_<i>` a header; blank rows may
    be there. `bad_rows` could not be laid under the header. `kinds`, of a workbook, gives one
    string a row of `table`: the letter at position i is what the cell of `text_<i>` was (`TEXT`,
    `DATE`…).
    """

    headers: list[str]
    table: pa.Table
    header_line: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    bad_rows: list[BadRow] = field(default_factory=list)
    realigned: list[Realigned] = field(default_factory=list)
    kinds: pa.ChunkedArray | None = None


def to_arrow(lines: list[int], rows: list[list[str]], width: int) -> pa.Table:
    """Rows of equal width as the table of a `TextTable`."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    arrays = [pa.array(lines, pa.int64())] + [pa.array(cells, pa.string()) for cells in columns]
    return pa.Table.from_arrays(arrays, names=["line", *(f"text_{i}" for i in range(width))])


def concat(parts: list[pa.Table], width: int) -> pa.Table:
    """Parts of one table; an empty table of that width when there is none."""
    return pa.concat_tables(parts) if parts else to_arrow([], [], width)
