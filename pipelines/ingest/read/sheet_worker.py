"""Reads one workbook in a separate process and prints its sheets as JSON lines.

A workbook of a few kilobytes can need any amount of memory (two cells at opposite corners), and the
reader, which is native code, would then crash its whole process. It therefore gets its own: this
file is run by path, imports nothing from the project, and sets its own memory and time limits.

The reader returns empty text for error cells and for formulas saved without a result, so both are
looked up in the XML, as are hidden rows and merged cells.

Usage: sheet_worker.py FILE MEMORY_BYTES SECONDS MAX_ROWS MAX_COLUMNS
Output: for each sheet `{"sheet": name, "is_hidden": bool, "hidden_rows": [row…], "is_1904": bool}`,
then one array per row, from row 1: the kinds of its cells, one letter each (see `tables.py`), then
their texts.
"""

from __future__ import annotations

import html
import json
import os
import posixpath
import re
import resource
import sys
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import NamedTuple
from xml.parsers import expat

TOO_WIDE, TOO_LONG, TOO_COSTLY, UNREADABLE = 3, 4, 6, 7
Cell = float | str | bool | time | date | datetime | timedelta
_ERROR = re.compile(r"#[A-Z/0-9]+ ?[!?]?|Err ?:\d+", re.IGNORECASE)
_ODS_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_TAG = rb"<(?:\w+:)?"
_END = rb"</(?:\w+:)?"
_XLSX_ERROR = re.compile(
    _TAG + rb"c\b([^>]*\bt=[\"']e[\"'][^>]*)(?<!/)>(.*?)" + _END + rb"c>", re.DOTALL
)
_XLSX_FORMULA = re.compile(
    _TAG + rb"c\b([^>]*)(?<!/)>\s*" + _TAG + rb"f\b(.*?)" + _END + rb"c>", re.DOTALL
)
_XLSX_VALUE = re.compile(_TAG + rb"v\b[^>]*>(.*?)" + _END + rb"v>", re.DOTALL)
_XLSX_ROW = re.compile(_TAG + rb"row\b([^>]*)>")
_SPANS = ("rows", "columns")
_CELL_NAME = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_XLSX_MERGED = re.compile(_TAG + rb"mergeCell\b[^>]*\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")


@dataclass
class Marks:
    """Information in the XML of a sheet besides its values; rows and columns from 0."""

    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)  # → kind, text
    hidden_rows: list[int] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    is_1904: bool = False  # days are counted from 1904, as Excel for Mac did


class Merged(NamedTuple):
    """Cells merged into the first of them; both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def as_text(value: Cell) -> tuple[str, str]:
    """Kind of a cell and its displayed text, numbers with a dot, dates year first."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "b", "oui" if value else "non"
    if isinstance(value, float | int):
        return _number(float(value))
    return _moment(value)


def _text(text: str) -> tuple[str, str]:
    match = _ODS_TIME.fullmatch(text) if text.startswith("PT") else None
    if match:
        hours, minutes, seconds = map(int, match.groups())
        return "t", _clock(timedelta(hours=hours, minutes=minutes, seconds=seconds))
    return "s" if text.strip() else ".", text


def _number(value: float) -> tuple[str, str]:
    if value == int(value):
        return "i", str(int(value))
    text = repr(value)
    return "f", f"{value:.12f}".rstrip("0") if "e" in text else text


def _moment(value: date | time | timedelta) -> tuple[str, str]:
    if isinstance(value, datetime):
        at_midnight = value.time() == time(0)
        return "d", value.date().isoformat() if at_midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, time):
        return "t", _clock(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    return "t", _clock(value)


def _clock(duration: timedelta) -> str:
    """`26:00`, as a spreadsheet shows a duration, with seconds if there are any."""
    seconds = round(duration.total_seconds())
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    clock = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{clock}:{seconds % 60:02}" if seconds % 60 else clock


def _elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Elements of a small XML document in order, without prefixes."""
    elements: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        bare = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        elements.append((name.rpartition(":")[2], bare))

    _parse(content, start)
    return elements


def _parse(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("entity declared")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    parser.Parse(content, True)


def marks_of(path: str) -> dict[str, Marks]:
    """Marks of each sheet by name."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return _ods_marks(archive.read("content.xml"))
        targets = {
            attributes["Id"]: posixpath.normpath(
                posixpath.join("/xl", attributes["Target"])
            ).lstrip("/")
            for element, attributes in _elements(archive.read("xl/_rels/workbook.xml.rels"))
            if element == "Relationship"
        }
        workbook = _elements(archive.read("xl/workbook.xml"))
        is_1904 = any(
            element == "workbookPr" and attributes.get("date1904") in ("1", "true")
            for element, attributes in workbook
        )
        return {
            attributes["name"]: _xlsx_marks(archive.read(targets[attributes["id"]]), is_1904)
            for element, attributes in workbook
            if element == "sheet" and targets.get(attributes.get("id", "")) in names
        }


def _xlsx_marks(content: bytes, is_1904: bool) -> Marks:
    marks = Marks(is_1904=is_1904)
    for attributes, inside in _XLSX_ERROR.findall(content):
        shown = _XLSX_VALUE.search(inside)
        text = html.unescape(shown[1].decode()) if shown else "#"
        marks.cells[_place(attributes)] = ("e", text)
    for attributes, inside in _XLSX_FORMULA.findall(content):
        value = _XLSX_VALUE.search(inside)
        # `t="str"` with no value is a formula whose result is an empty text.
        if (value is None or not value[1]) and b't="str"' not in attributes:
            formula = inside.partition(b">")[2].partition(b"<")[0]
            shown = html.unescape(formula.decode()) or "formule"
            marks.cells.setdefault(_place(attributes), ("u", f"={shown}"))
    if b"hidden=" in content:
        row = -1
        for attributes in _XLSX_ROW.findall(content):
            number = _ROW_NUMBER.search(attributes)
            row = int(number[1]) - 1 if number else row + 1
            if _HIDDEN.search(attributes):
                marks.hidden_rows.append(row)
    for left, top, right, bottom in _XLSX_MERGED.findall(content):
        ends = int(top) - 1, _column(left), int(bottom) - 1, _column(right)
        marks.merged.append(Merged(*ends))
    return marks


def _place(attributes: bytes) -> tuple[int, int]:
    name = _CELL_NAME.search(attributes)
    if name is None:
        raise ValueError("cell without a name")
    return int(name[2]) - 1, _column(name[1])


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1


def _ods_marks(content: bytes) -> dict[str, Marks]:
    signs = (b"table:formula=", b'value-type="error"', b"table:visibility=", b"-spanned=")
    if not any(sign in content for sign in signs):
        return {}
    reader = _OdsReader()
    _parse(content, reader.start, reader.end, reader.text)
    return reader.found


class _OdsReader:
    """Walks the tables of an ODS, where rows and cells have repeat counts."""

    def __init__(self) -> None:
        self.found: dict[str, Marks] = {}
        self.marks = Marks()
        self.row = self.column = 0
        self.repeat_row = self.repeat_cell = 1
        self.cell: dict[str, str] | None = None
        self.texts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.marks = self.found.setdefault(attributes.get("table:name", ""), Marks())
            self.row = 0
        elif name == "table:table-row":
            self.repeat_row = int(attributes.get("table:number-rows-repeated", "1"))
            self.column = 0
            if attributes.get("table:visibility") in ("collapse", "filter"):
                self.marks.hidden_rows += range(self.row, self.row + min(self.repeat_row, 10**5))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.repeat_cell = int(attributes.get("table:number-columns-repeated", "1"))
            self.cell, self.texts = attributes, []
            height, width = (int(attributes.get(f"table:number-{n}-spanned", 1)) for n in _SPANS)
            if height > 1 or width > 1:
                ends = self.row + height - 1, self.column + width - 1
                self.marks.merged.append(Merged(self.row, self.column, *ends))

    def text(self, content: str) -> None:
        if self.cell is not None:
            self.texts.append(content)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.repeat_row
        elif name in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            mark = self._mark(self.cell)
            if mark is not None:
                rows = range(self.row, self.row + self.repeat_row)
                columns = range(self.column, self.column + self.repeat_cell)
                self.marks.cells |= dict.fromkeys(product(rows, columns), mark)
            self.column += self.repeat_cell
            self.cell = None

    def _mark(self, cell: dict[str, str]) -> tuple[str, str] | None:
        formula = cell.get("table:formula")
        text = "".join(self.texts)
        is_error = cell.get("calcext:value-type") == "error"
        if is_error or (formula and _ERROR.fullmatch(text)):
            return "e", text or "#"
        if formula and "office:value-type" not in cell:
            return "u", "=" + formula.partition("=")[2]
        return None


def main(path: str, memory: int, seconds: int, max_rows: int, max_columns: int) -> int:
    """Print every sheet; exit code 3 if a sheet is too wide, 4 if it is too long."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_path(path)
    marks = marks_of(path)
    for metadata in workbook.sheets_metadata:
        if metadata.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        if sheet.total_width > max_columns:
            return TOO_WIDE
        if sheet.total_height > max_rows:
            return TOO_LONG
        mark = marks.get(metadata.name, Marks())
        about = {
            "sheet": metadata.name,
            "is_hidden": metadata.visible != SheetVisibleEnum.Visible,
            "hidden_rows": mark.hidden_rows,
            "is_1904": mark.is_1904,
        }
        print(json.dumps(about))
        _print_rows(sheet.to_python(skip_empty_area=False), mark)
    return 0


def _print_rows(rows: list[list[Cell]], mark: Marks) -> None:
    width = max((len(cells) for cells in rows), default=0)
    if mark.cells:  # the reader truncates an area that ends with formulas
        width = max(width, max(column for _, column in mark.cells) + 1)
        height = max(row for row, _ in mark.cells) + 1
        rows += [[] for _ in range(height - len(rows))]
    merged: dict[int, list[Merged]] = {}
    for area in mark.merged:
        for row in range(area.top, min(area.bottom + 1, len(rows))):
            merged.setdefault(row, []).append(area)
    filled: set[Merged] = set()
    for row, cells in enumerate(rows):
        texts = [as_text(cell) for cell in cells]
        if mark.cells:
            texts += [(".", "")] * (width - len(texts))
            texts = [mark.cells.get((row, column), cell) for column, cell in enumerate(texts)]
        for area in merged.get(row, ()):
            if row == area.top and texts[area.left : area.left + 1] and texts[area.left][0] != ".":
                filled.add(area)
            if area in filled:
                _mark_merged(texts, area, row)
        print(json.dumps(["".join([kind for kind, _ in texts]), *[text for _, text in texts]]))


def _mark_merged(texts: list[tuple[str, str]], area: Merged, row: int) -> None:
    """Mark the blank cells of an area; a row that is blank elsewhere is a title or has no data."""
    beside = texts[: area.left] + texts[area.right + 1 :]
    if all(kind == "." for kind, _ in beside):
        return
    for column in range(area.left, min(area.right + 1, len(texts))):
        if texts[column][0] == ".":
            texts[column] = ("m", "")


if __name__ == "__main__":
    try:
        code = main(sys.argv[1], *(int(argument) for argument in sys.argv[2:6]))
    except MemoryError:
        code = TOO_COSTLY
    except ImportError:
        traceback.print_exc()
        code = 1
    except BaseException:  # a damaged workbook, which may even make the native reader panic
        traceback.print_exc()
        code = UNREADABLE
    # The result is already written: a crash of native code at shutdown must not undo it.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
