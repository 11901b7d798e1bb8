"""Result of the readers: a table of text, with the line number of each row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.ingest.numbers import WHITESPACE
from pipelines.ingest.tally import Tally

# Type of a workbook cell before it became text, one letter per cell.
BLANK, TEXT, INTEGER, DECIMAL, DATE, BOOLEAN, DURATION = ".sifdbt"
ERROR, UNCALCULATED = "eu"
# Covered by the cell that it is merged with, which alone has a value.
MERGED = "m"


@dataclass
class BadRow:
    """A row that does not match the headers, and the code of the reason."""

    line: int
    cells: list[str]
    code: str = "wrong_cell_count"


@dataclass
class Realigned:
    """A repaired row: which column, and its value once repaired."""

    line: int
    cell_count: int
    column: str
    value: str


@dataclass
class Remark:
    """Something to report from the reading; `facts` are the values that its sentence needs."""

    line: int
    column: str | None
    code: str
    value: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class TextTable:
    """One sheet or CSV, with every cell as text, before any interpretation.

    `table` has a BIGINT column `line` and one string column `text_<i>` per header. `bad_rows` do
    not match the headers. For a workbook, `kinds` has one string per row of `table`: the letter at
    position i is the type of the cell of `text_<i>` (`TEXT`, `DATE`…).
    `table.num_rows + len(bad_rows)` is `tally.rows`.
    """

    headers: list[str]
    table: pa.Table
    header_line: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    bad_rows: list[BadRow] = field(default_factory=list)
    realigned: list[Realigned] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    kinds: pa.ChunkedArray | None = None
    tally: Tally = field(default_factory=Tally)
    unread_sheets: dict[str, int] = field(default_factory=dict)  # name → filled rows
    unreadable: list[Remark] = field(default_factory=list)  # cells whose value is lost


def matching(texts: pa.ChunkedArray, pattern: str) -> list[int]:
    """Indices of the texts that match a regular expression (RE2) anywhere."""
    options = pc.MatchSubstringOptions(pattern)
    return _true_at(pc.call_function("match_substring_regex", [texts], options))


def among(texts: pa.ChunkedArray, values: set[str]) -> list[int]:
    """Indices of the texts that are among the values, ignoring case and surrounding spaces."""
    bare = pc.call_function("utf8_trim", [texts], pc.TrimOptions(WHITESPACE))
    lower = pc.call_function("utf8_lower", [bare])
    options = pc.SetLookupOptions(pa.array(sorted(values), pa.string()))
    return _true_at(pc.call_function("is_in", [lower], options))


def is_ascii(texts: pa.ChunkedArray) -> bool:
    """Whether all texts are ASCII."""
    return not _true_at(pc.call_function("invert", [pc.call_function("string_is_ascii", [texts])]))


def _true_at(mask: pa.ChunkedArray) -> list[int]:
    return np.flatnonzero(mask.to_numpy()).tolist()


def to_arrow(lines: list[int], rows: list[list[str]], width: int) -> pa.Table:
    """Build the table of a `TextTable` from rows of equal width."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    arrays = [pa.array(lines, pa.int64())] + [pa.array(cells, pa.string()) for cells in columns]
    return pa.Table.from_arrays(arrays, names=["line", *(f"text_{i}" for i in range(width))])


def concat(parts: list[pa.Table], width: int) -> pa.Table:
    """Concatenate the parts of a table; an empty table of that width if there are none."""
    return pa.concat_tables(parts) if parts else to_arrow([], [], width)
