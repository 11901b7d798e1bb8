"""Read XLSX and ODS: the inflated size is checked first, then a separate process reads them.

One sheet is the table. The others are counted, and reported if they contain a table too: nothing in
a workbook is skipped silently.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from pipelines.contracts import Contract
from pipelines.contracts.templates import INSTRUCTIONS
from pipelines.ingest import limits
from pipelines.ingest.dates import EXCEL_EPOCH
from pipelines.ingest.headers import find_header_row, match_headers
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.lines import count_lines, spell_lines
from pipelines.ingest.read.archive import check_archive
from pipelines.ingest.read.process import run_worker
from pipelines.ingest.read.tables import BLANK, INTEGER, Remark, TextTable, concat, to_arrow
from pipelines.ingest.tally import Tally

WORKER = Path(__file__).with_name("sheet_worker.py")
_CHUNK_ROWS = 50_000
_ABOUT = ("sheet", "is_hidden", "hidden_rows", "is_1904")
# From day 0 of Excel's usual calendar to that of its other one, which begins in 1904.
_DAYS_TO_1904 = 1462
# Rows with fewer filled cells than this are text, not a table.
_TABLE_CELLS = 3


@dataclass
class _Sheet:
    """Survey of one sheet: its first rows, and how many rows are filled."""

    name: str
    is_hidden: bool
    hidden_rows: list[int]
    is_1904: bool
    head: list[list[str]] = field(default_factory=list)
    rows: int = 0
    filled: int = 0
    widest: int = 0
    titles: int = 0  # filled rows above the headers
    header_row: int | None = None
    score: int = 0
    is_complete: bool = False  # has every required column

    @property
    def data(self) -> int:
        """Number of filled rows below the headers."""
        return self.filled - self.titles - 1


def read_sheet(path: Path, contract: Contract) -> TextTable:
    """Read the sheet whose headers match the contract.

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
        text = _read_rows(_sheet_rows(output, chosen.name), chosen, contract)
    _account(text, chosen, sheets)
    return text


def _lines(output: IO[str]) -> Iterator[tuple[dict[str, Any] | None, list[str]]]:
    """For each line, a sheet's description and an empty row, or None and a row of the sheet."""
    for line in output:
        content = json.loads(line)
        yield (content, []) if isinstance(content, dict) else (None, content)


def _survey(output: IO[str], contract: Contract) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    for about, row in _lines(output):
        if about is not None:
            sheets.append(_Sheet(*(about[name] for name in _ABOUT)))
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
    columns = {*match.positions, *match.ambiguous}
    sheet.score = len(columns)
    sheet.is_complete = {spec.name for spec in contract.fields if spec.required} <= columns


def _choose(sheets: list[_Sheet], contract: Contract) -> _Sheet:
    """The sheet that is the table.

    Raises:
        FileRefused: no sheet matches, or several do.
    """
    best = max((sheet.score for sheet in sheets), default=0)
    # A sheet that documents the columns has a few of their names.
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
        required = [spec.name for spec in contract.fields if spec.required]
        raise FileRefused("header_not_found", expected=required)
    if len(fitting) > 1:
        raise _ambiguous(fitting)
    return fitting[0]


def _ambiguous(sheets: list[_Sheet]) -> FileRefused:
    return FileRefused("ambiguous_sheet", expected=", ".join(f"« {s.name} »" for s in sheets))


def _sheet_rows(output: IO[str], chosen: str) -> Iterator[list[str]]:
    is_inside = False
    for about, row in _lines(output):
        if about is not None:
            is_inside = about["sheet"] == chosen
        elif is_inside:
            yield row


def _read_rows(rows: Iterator[list[str]], sheet: _Sheet, contract: Contract) -> TextTable:
    header_row = sheet.header_row or 0
    headers: list[str] = []
    dates: list[int] = []
    days: list[int] = []
    parts: list[pa.Table] = []
    lines: list[int] = []
    pending: list[list[str]] = []
    kinds: list[str] = []
    counted: list[int] = []  # lines with a day counted from 1904
    for index, (letters, *row) in enumerate(rows):
        if index < header_row:
            continue
        if index == header_row:
            headers = row
            positions = match_headers(contract, headers).positions
            types = {at: contract.field(name).type for name, at in positions.items()}
            dates = [at for at, type_ in types.items() if type_ == "date"]
            days = [at for at, type_ in types.items() if type_ in ("date", "yearmonth")]
        elif letters.strip(BLANK):
            lines.append(index + 1)
            kinds.append(letters)
            if sheet.is_1904 and INTEGER in letters:
                dated = _since_1904(row, letters, days)
                counted += [index + 1] * (dated != row)
                row = dated
            pending.append(_as_dates(row, letters, dates) if "t" in letters else row)
            if len(pending) == _CHUNK_ROWS:
                parts.append(to_arrow(lines, pending, len(headers)))
                lines, pending = [], []
    if pending:
        parts.append(to_arrow(lines, pending, len(headers)))
    table = concat(parts, len(headers))
    column = pa.chunked_array([pa.array(kinds, pa.string())])
    text = TextTable(headers, table, header_row + 1, sheet=sheet.name, kinds=column)
    if counted:
        facts = {"expected": spell_lines(counted)}
        text.remarks.append(Remark(counted[0], None, "days_since_1904", None, facts))
    return text


def _since_1904(row: list[str], letters: str, columns: list[int]) -> list[str]:
    """In columns of days, show the numbers of a workbook that counts from 1904 as their dates."""
    days = {
        at: int(row[at]) + _DAYS_TO_1904
        for at in columns
        if letters[at] == INTEGER and int(row[at]) + _DAYS_TO_1904 in limits.EXCEL_SERIALS
    }
    return [
        (EXCEL_EPOCH + timedelta(days[at])).isoformat() if at in days else cell
        for at, cell in enumerate(row)
    ]


def _as_dates(row: list[str], letters: str, dates: list[int]) -> list[str]:
    """In date columns, show zero as day 0 of Excel's calendar instead of midnight."""
    day_zero = {at for at in dates if letters[at] == "t" and row[at] == "00:00"}
    return ["00/01/1900" if at in day_zero else cell for at, cell in enumerate(row)]


def _account(text: TextTable, chosen: _Sheet, sheets: list[_Sheet]) -> None:
    """Fill the tally, and report what was hidden or not read."""
    text.tally = tally = Tally(lines=sum(sheet.rows for sheet in sheets), headers=1)
    tally.titles = chosen.titles
    tally.empty = sum(sheet.rows - sheet.filled for sheet in sheets)
    if chosen.is_hidden:
        text.remarks.append(Remark(1, None, "hidden_sheet_read", chosen.name))
    hidden_lines = [row + 1 for row in chosen.hidden_rows if row + 1 > text.header_line]
    lines = set(text.table.column("line").to_pylist()) if hidden_lines else set()
    hidden_rows = [line for line in hidden_lines if line in lines]
    if hidden_rows:
        facts = {"expected": spell_lines(hidden_rows)}
        text.remarks.append(
            Remark(hidden_rows[0], None, "hidden_rows", str(len(hidden_rows)), facts)
        )
    for sheet in sheets:
        if sheet is chosen or not sheet.filled:
            continue
        tally.told += sheet.filled
        text.unread_sheets[sheet.name] = sheet.filled
        if sheet.widest >= _TABLE_CELLS and sheet.name != INSTRUCTIONS:
            facts = {
                "expected": count_lines(sheet.filled),
                "other": "La feuille masquée" if sheet.is_hidden else "La feuille",
            }
            text.remarks.append(Remark(1, None, "sheet_not_read", sheet.name, facts))
