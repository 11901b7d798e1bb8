"""Read CSV as people make it: encoding, separator and header line are detected and reported.

There are two readers. The fast one (pyarrow) handles a body in which every physical line is a row;
the careful one handles quoted line breaks, ragged rows and misplaced quotes. Both give the same
table wherever both apply, which a property test checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from pipelines.contracts import Contract
from pipelines.ingest.headers import find_header_row, match_headers
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.limits import (
    HEADER_SEARCH_ROWS,
    LINES_PER_ROW,
    MAX_COLUMNS,
    MAX_HEADER_BYTES,
    MAX_ROWS,
)
from pipelines.ingest.lines import spell_lines
from pipelines.ingest.numbers import spell
from pipelines.ingest.read.decode import decode, is_utf8
from pipelines.ingest.read.glue import SEPARATORS, unglue
from pipelines.ingest.read.realign import count_ways, realign
from pipelines.ingest.read.records import FEW_SEPARATORS, Record, holds_rows, records
from pipelines.ingest.read.tables import (
    BadRow,
    Realigned,
    Remark,
    TextTable,
    concat,
    to_arrow,
)
from pipelines.ingest.tally import Tally

CHUNK_ROWS = 50_000
# Signs that some programs write between columns.
OTHER_SEPARATORS = ("|", ":", "/", "~", "^")
# A word may be a header by chance; two on one line are not.
FEW_HEADERS = 2


class TooManyWays(Exception):
    """The ragged rows of a file may be repaired in more ways than are tried here."""


@dataclass
class Head:
    """Position of the headers: lines `begin` to `end`, from 0, among the lines above the body."""

    delimiter: str
    headers: list[str]
    begin: int
    end: int


def parse_csv(content: bytes, contract: Contract, most_ways: float = inf) -> TextTable:
    """Parse the bytes of a CSV into text cells.

    Args:
        content: of the file.
        contract: of its rows.
        most_ways: of repairing ragged rows, in total, that are tried.

    Raises:
        FileRefused: empty, without header, or beyond the limits.
        TooManyWays: beyond `most_ways`.
    """
    result, body = _above_body(content, contract)
    if not _fill_fast(body, result):
        read_carefully(body, contract, result, most_ways)
    return result


def parse_plain_csv(content: bytes, contract: Contract) -> TextTable | None:
    """The same for UTF-8 in which every physical line is a row; None for any other.

    Other encodings are judged letter by letter. Time and memory follow the size of the file,
    whatever it contains.

    Raises:
        FileRefused: empty, without header, or beyond the limits.
    """
    if not is_utf8(content):
        return None
    result, body = _above_body(content, contract)
    return result if _fill_fast(body, result) else None


def _fill_fast(body: str, result: TextTable) -> bool:
    delimiter = result.delimiter or SEPARATORS[0]
    first_line = result.header_line + result.tally.continued + 1
    table = read_fast(body, delimiter, result.headers, first_line)
    if table is not None:
        result.table = table
    return table is not None


def _above_body(content: bytes, contract: Contract) -> tuple[TextTable, str]:
    """A table with its headers and no row yet, and the text below them."""
    decoded = decode(content)
    text, remarks = decoded.text, decoded.remarks
    if not text.strip():
        raise FileRefused("file_empty")
    tally = Tally(lines=text.count("\n") + (not text.endswith("\n")))
    unglued = unglue(text)
    if unglued is not None:
        text = unglued
        remarks.append(Remark(1, None, "separators_glued"))
    head = _find_head(text, contract)
    body_lines = tally.lines - head.end
    if body_lines > LINES_PER_ROW * MAX_ROWS:
        raise FileRefused("too_many_rows", expected=spell(MAX_ROWS))
    result = TextTable(
        head.headers,
        to_arrow([], [], len(head.headers)),
        head.begin + 1,
        decoded.encoding,
        head.delimiter,
        remarks=remarks,
        tally=tally,
    )
    above = text.split("\n", head.end)
    tally.headers = 1
    tally.continued = head.end - head.begin - 1
    tally.titles = sum(_is_filled([line], head.delimiter) for line in above[: head.begin])
    tally.empty = head.begin - tally.titles
    return result, above[head.end] if len(above) > head.end else ""


def _find_head(text: str, contract: Contract) -> Head:
    """Find the header line, with the separator that matches most headers.

    Raises:
        FileRefused: no line has headers, or it is too wide.
    """
    top = text[: MAX_HEADER_BYTES * HEADER_SEARCH_ROWS]
    first = top.lstrip("\n").split("\n", 1)[0]
    _refuse_wide(max(map(first.count, SEPARATORS)) + 1, len(first))
    lines = top.split("\n")[: HEADER_SEARCH_ROWS * 2]
    best: tuple[int, Head] | None = None
    for delimiter in SEPARATORS:
        rows = _top_records(lines, delimiter)
        index = find_header_row(contract, [row.cells[: MAX_COLUMNS + 1] for row in rows])
        if index is None:
            continue
        row = rows[index]
        match = match_headers(contract, row.cells[: MAX_COLUMNS + 1])
        score = len(match.positions) + len(match.ambiguous)
        if best is None or score > best[0]:
            best = (score, Head(delimiter, row.cells, row.begin, row.end))
    if best is None or best[0] < FEW_HEADERS:
        _refuse_other_separator(lines, contract)
    if best is None:
        raise FileRefused(
            "header_not_found",
            expected=[f.name for f in contract.fields if f.required],
        )
    _refuse_wide(len(best[1].headers), 0)
    return best[1]


def _refuse_other_separator(lines: list[str], contract: Contract) -> None:
    """Name the sign that separates the headers, if it is not one of ours.

    « | » is not one: it separates several values in one cell (`20|21`).
    """
    for sign in OTHER_SEPARATORS:
        rows = [row.cells[: MAX_COLUMNS + 1] for row in _top_records(lines, sign)]
        index = find_header_row(contract, rows)
        if index is not None and len(match_headers(contract, rows[index]).positions) >= FEW_HEADERS:
            raise FileRefused("separator_unknown", value=sign)


def _refuse_wide(columns: int, characters: int) -> None:
    if columns > MAX_COLUMNS:
        raise FileRefused("too_many_columns", expected=MAX_COLUMNS)
    if characters > MAX_HEADER_BYTES:
        raise FileRefused("first_line_too_long", expected=spell(MAX_HEADER_BYTES))


def _top_records(lines: list[str], delimiter: str) -> list[Record]:
    """Records to search for headers; a header cell may span lines, but not rows of the table."""

    def is_one_row(record: Record) -> bool:
        return not holds_rows(record, lines, delimiter, 0, FEW_SEPARATORS + 1)

    top: list[Record] = []
    for record in records(lines, delimiter, is_one_row):
        top.append(record)
        if len(top) == HEADER_SEARCH_ROWS:
            break
    return top


def read_fast(body: str, delimiter: str, headers: list[str], first_line: int) -> pa.Table | None:
    """The table if every physical line is a row; None if the careful reader is needed."""
    line_count = body.count("\n") + (not body.endswith("\n"))
    last = body[body.rfind("\n", 0, -1) + 1 :]
    # For pyarrow, the end of the file closes a quotation mark left open on the last line.
    if line_count > MAX_ROWS or not body or last.count('"') % 2:
        return None
    names = [f"text_{i}" for i in range(len(headers))]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(body.encode()),
            read_options=pacsv.ReadOptions(column_names=names),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=False, ignore_empty_lines=False
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != line_count:
        return None
    lines = pa.array(np.arange(first_line, first_line + line_count))
    return table.add_column(0, "line", lines)


def read_carefully(body: str, contract: Contract, found: TextTable, most_ways: float = inf) -> None:
    """Fill a table row by row from the lines below its headers.

    Raises:
        FileRefused: too many rows.
        TooManyWays: see `parse_csv`.
    """
    rows = _Rows(contract, found, most_ways)
    lines = body.split("\n")
    if lines[-1] == "":
        lines.pop()
    first_line = found.tally.lines - len(lines) + 1
    rows.read(lines, first_line)


class _Rows:
    """Rows that match the headers, and those that do not."""

    def __init__(self, contract: Contract, found: TextTable, most_ways: float) -> None:
        self.contract = contract
        self.found = found
        self.ways_left = most_ways
        self.width = len(found.headers)
        self.delimiter = found.delimiter or SEPARATORS[0]
        self.needed = needed_cells(contract, found.headers)
        self.short: list[int] = []
        self.lines: list[int] = []
        self.rows: list[list[str]] = []
        self.parts: list[pa.Table] = []

    def read(self, lines: list[str], first_line: int) -> None:
        """Add every record of the lines."""
        total = 0
        for record in records(lines, self.delimiter, lambda row: self._is_one_row(row, lines)):
            self.found.tally.continued += record.end - record.begin - 1
            if not any(cell.strip() for cell in record.cells):
                self.found.tally.empty += 1
                continue
            total += 1
            if total > MAX_ROWS:
                raise FileRefused("too_many_rows", expected=spell(MAX_ROWS))
            self._lay(first_line + record.begin, record)
        self._flush()
        self.found.table = concat(self.parts, self.width)
        if self.short:
            facts: dict[str, Any] = {"expected": spell_lines(self.short)}
            count = str(len(self.short))
            self.found.remarks.append(Remark(self.short[0], None, "cells_left_out", count, facts))

    def _is_one_row(self, record: Record, lines: list[str]) -> bool:
        _drop_empty_end(record.cells, self.width)
        if not self.needed <= len(record.cells) <= self.width:
            return False
        return not holds_rows(record, lines, self.delimiter, self.width, self.needed)

    def _lay(self, line: int, record: Record) -> None:
        cells = record.cells
        _drop_empty_end(cells, self.width)
        if record.is_open:
            self.found.bad_rows.append(BadRow(line, cells[:MAX_COLUMNS], "unclosed_quote"))
            return
        if len(cells) > self.width:
            surplus = len(cells) - self.width
            self.ways_left -= count_ways(self.contract, self.found.headers, surplus)
            if self.ways_left < 0:
                raise TooManyWays
            repaired = realign(self.contract, self.found.headers, cells, self.delimiter)
            if repaired is None:
                self.found.bad_rows.append(BadRow(line, cells[:MAX_COLUMNS]))
                return
            column, value, whole = repaired
            self.found.realigned.append(Realigned(line, len(cells), column, value))
            cells = whole
        elif len(cells) < self.needed:
            self.found.bad_rows.append(BadRow(line, cells, "cells_missing"))
            return
        elif len(cells) < self.width:
            self.short.append(line)
            cells += [""] * (self.width - len(cells))
        self.lines.append(line)
        self.rows.append(cells)
        if len(self.rows) == CHUNK_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self.rows:
            self.parts.append(to_arrow(self.lines, self.rows, self.width))
            self.lines, self.rows = [], []


def needed_cells(contract: Contract, headers: list[str]) -> int:
    """Number of cells up to the last required one; cells beyond it may be left out."""
    positions = match_headers(contract, headers).positions
    required = [at for name, at in positions.items() if contract.field(name).required]
    return max(required, default=len(headers) - 1) + 1


def _drop_empty_end(cells: list[str], width: int) -> None:
    while len(cells) > width and not cells[-1].strip():
        cells.pop()


def _is_filled(cells: list[str], delimiter: str) -> bool:
    return any(cell.replace(delimiter, "").strip(' "\t') for cell in cells)
