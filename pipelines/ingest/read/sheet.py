"""XLSX and ODS: what they inflate to is counted first, then a separate process reads them.

One sheet is the table. The others are counted, and told where they hold a table too: nothing that
a workbook holds is passed over in silence.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from pipelines.contracts import Contract
from pipelines.contracts.templates import INSTRUCTIONS
from pipelines.ingest import limits
from pipelines.ingest.headers import find_header_row, match_headers
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.lines import count_lines, spell_lines
from pipelines.ingest.read.archive import check_archive
from pipelines.ingest.read.process import run_worker
from pipelines.ingest.read.tables import BLANK, Remark, TextTable, concat, to_arrow
from pipelines.ingest.tally import Tally

WORKER = Path(__file__).with_name("sheet_worker.py")
_CHUNK_ROWS = 50_000
# Rows with fewer filled cells than this are a text to read, not a table.
_TABLE_CELLS = 3


@dataclass
class _Sheet:
    """One sheet as it was surveyed: its first rows, and how many rows hold something."""

    name: str
    is_hidden: bool
    hidden_rows: list[int]
    head: list[list[str]] = field(default_factory=list)
    rows: int = 0
    filled: int = 0
    widest: int = 0
    titles: int = 0  # filled rows above the headers
    header_row: int | None = None
    score: int = 0
    is_complete: bool = False  # carries every required column

    @property
    def data(self) -> int:
        """Filled rows below the headers."""
        return self.filled - self.titles - 1


def read_sheet(path: Path, contract: Contract) -> TextTable:
    """Read the sheet whose headers fit the contract.

    Raises:
        FileRefused: not a workbook, no such sheet or two of them, or beyond the limits.
    """
    check_archive(path)
    arguments: list[object] = [
        path.resolve(),
        limits.SHEET_MEMORY_BYTES,
        limits.SHEET_SECONDS,
        limits.MAX_ROWS + 100,
        limits.MAX_COLUMNS,
    ]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        run_worker(WORKER, arguments, limits.SHEET_SECONDS, output)
        output.seek(0)
        sheets = _survey(output, contract)
        chosen = _choose(sheets, contract)
        output.seek(0)
        found = _read_rows(_sheet_rows(output, chosen.name), chosen, contract)
    _account(found, chosen, sheets)
    return found


def _lines(output: IO[str]) -> Iterator[tuple[dict[str, Any] | None, list[str]]]:
    """What is told of a sheet at its beginning (its row is then empty), None and a row after it."""
    for line in output:
        content = json.loads(line)
        yield (content, []) if isinstance(content, dict) else (None, content)


def _survey(output: IO[str], contract: Contract) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    for told, row in _lines(output):
        if told is not None:
            sheets.append(_Sheet(told["sheet"], told["is_hidden"], told["hidden_rows"]))
            continue
        sheet = sheets[-1]
        cells = len(row[0]) - row[0].count(BLANK)
        sheet.rows += 1
        sheet.filled += cells > 0
        sheet.widest = max(sheet.widest, cells)
        if len(sheet.head) < limits.HEADER_SEARCH_ROWS:
            sheet.head.append(row[1:])
    for sheet in sheets:
        _find_headers(sheet, contract)
    return sheets


def _find_headers(sheet: _Sheet, contract: Contract) -> None:
    sheet.header_row = find_header_row(contract, sheet.head)
    if sheet.header_row is None:
        return
    above = sheet.head[: sheet.header_row]
    sheet.titles = sum(any(cell.strip() for cell in row) for row in above)
    match = match_headers(contract, sheet.head[sheet.header_row])
    known = {*match.positions, *match.ambiguous}
    sheet.score = len(known)
    sheet.is_complete = {spec.name for spec in contract.fields if spec.required} <= known


def _choose(sheets: list[_Sheet], contract: Contract) -> _Sheet:
    """The sheet that is the table.

    Raises:
        FileRefused: none, or several that could be.
    """
    best = max((sheet.score for sheet in sheets), default=0)
    # A page that lists the columns carries the words of a few of them.
    rivals = [s for s in sheets if s.is_complete and s.data > 0 and 2 * s.score >= best]
    for fitting in ([sheet for sheet in rivals if not sheet.is_hidden], rivals):
        if len(fitting) > 1:
            raise _ambiguous(fitting)
        if fitting:
            return fitting[0]
    fitting = [sheet for sheet in sheets if best and sheet.score == best]
    fitting = [sheet for sheet in fitting if not sheet.is_hidden] or fitting
    if not fitting:
        if not any(sheet.filled for sheet in sheets):
            raise FileRefused("file_empty")
        wanted = ", ".join(spec.name for spec in contract.fields if spec.required)
        raise FileRefused("header_not_found", expected=wanted)
    if len(fitting) > 1:
        raise _ambiguous(fitting)
    return fitting[0]


def _ambiguous(sheets: list[_Sheet]) -> FileRefused:
    return FileRefused("ambiguous_sheet", expected=", ".join(f"« {s.name} »" for s in sheets))


def _sheet_rows(output: IO[str], chosen: str) -> Iterator[list[str]]:
    inside = False
    for told, row in _lines(output):
        if told is not None:
            inside = told["sheet"] == chosen
        elif inside:
            yield row


def _read_rows(rows: Iterator[list[str]], sheet: _Sheet, contract: Contract) -> TextTable:
    header_row = sheet.header_row or 0
    headers: list[str] = []
    dates: list[int] = []
    parts: list[pa.Table] = []
    lines: list[int] = []
    kept: list[list[str]] = []
    kinds: list[str] = []
    for index, (letters, *row) in enumerate(rows):
        if index < header_row:
            continue
        if index == header_row:
            headers = row
            positions = match_headers(contract, headers).positions
            dates = [at for name, at in positions.items() if contract.field(name).type == "date"]
        elif letters.strip(BLANK):
            lines.append(index + 1)
            kinds.append(letters)
            kept.append(_as_dates(row, letters, dates) if "t" in letters else row)
            if len(kept) == _CHUNK_ROWS:
                parts.append(to_arrow(lines, kept, len(headers)))
                lines, kept = [], []
    if kept:
        parts.append(to_arrow(lines, kept, len(headers)))
    table = concat(parts, len(headers))
    column = pa.chunked_array([pa.array(kinds, pa.string())])
    return TextTable(headers, table, header_row + 1, sheet=sheet.name, kinds=column)


def _as_dates(row: list[str], letters: str, dates: list[int]) -> list[str]:
    """Zero in a column of dates shows as day 0 of Excel's calendar, not as midnight."""
    day_zero = {at for at in dates if letters[at] == "t" and row[at] == "00:00"}
    return ["00/01/1900" if at in day_zero else cell for at, cell in enumerate(row)]


def _account(found: TextTable, chosen: _Sheet, sheets: list[_Sheet]) -> None:
    """Fill the tally, and tell what was not read or was hidden."""
    found.tally = tally = Tally(lines=sum(sheet.rows for sheet in sheets), headers=1)
    tally.titles = chosen.titles
    tally.empty = sum(sheet.rows - sheet.filled for sheet in sheets)
    if chosen.is_hidden:
        found.remarks.append(Remark(1, None, "hidden_sheet_read", chosen.name))
    shown = [row + 1 for row in chosen.hidden_rows if row + 1 > found.header_line]
    lines = set(found.table.column("line").to_pylist()) if shown else set()
    unseen = [line for line in shown if line in lines]
    if unseen:
        told = {"expected": spell_lines(unseen)}
        found.remarks.append(Remark(unseen[0], None, "hidden_rows", str(len(unseen)), told))
    for sheet in sheets:
        if sheet is chosen or not sheet.filled:
            continue
        tally.told += sheet.filled
        found.unread_sheets[sheet.name] = sheet.filled
        if sheet.widest >= _TABLE_CELLS and sheet.name != INSTRUCTIONS:
            told = {
                "expected": count_lines(sheet.filled),
                "other": "La feuille masquée" if sheet.is_hidden else "La feuille",
            }
            found.remarks.append(Remark(1, None, "sheet_not_read", sheet.name, told))
