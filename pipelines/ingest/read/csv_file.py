"""CSV as people make them: encoding, separator and line of headers found out and told.

Two ways of reading. The fast one (pyarrow) takes a file in which every physical line is a row; the
careful one (Python's csv) takes quoted line breaks, ragged rows and badly placed quotes. Both give
the same table wherever both apply, which a property test holds.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from pipelines.contracts import Contract
from pipelines.ingest.headers import find_header_row, match_headers
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.limits import (
    HEADER_SEARCH_ROWS,
    MAX_COLUMNS,
    MAX_HEADER_BYTES,
    MAX_LINES_IN_A_RECORD,
    MAX_ROWS,
)
from pipelines.ingest.numbers import spell
from pipelines.ingest.read.realign import realign
from pipelines.ingest.read.tables import BadRow, Realigned, TextTable, concat, to_arrow

DELIMITERS = (";", ",", "\t")
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 (BOM)"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
CHUNK_ROWS = 50_000


def read_csv(path: Path, contract: Contract) -> TextTable:
    """Read a CSV file into text.

    Raises:
        FileRefused: no text, no header, or beyond the limits.
    """
    text, encoding = decode(path.read_bytes())
    first_lines = text[: MAX_HEADER_BYTES * HEADER_SEARCH_ROWS]
    if not first_lines.strip():
        raise FileRefused("file_empty")
    _refuse_wide(first_lines)
    delimiter, header_index, headers, header_line, body_line = _find_header(first_lines, contract)
    table = None
    if header_index == 0:
        table = _read_fast(text, delimiter, headers)
    if table is not None:
        return TextTable(headers, table, header_line, encoding, delimiter)
    return _read_carefully(text, contract, headers, header_line, body_line, encoding, delimiter)


def decode(content: bytes) -> tuple[str, str]:
    """Text of the file and the encoding, named for people.

    Raises:
        FileRefused: binary content, or an encoding that is neither UTF-8 nor Windows-1252.
    """
    for bom, codec, label in BOMS:
        if content.startswith(bom):
            try:
                text = content.decode(codec)
            except UnicodeDecodeError:
                raise FileRefused("file_encoding") from None
            if "\0" in text:
                raise FileRefused("file_binary")
            return text, label
    if b"\0" in content:
        raise FileRefused("file_binary")
    for codec, label in (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return content.decode(codec), label
        except UnicodeDecodeError:
            continue
    raise FileRefused("file_encoding")


def _refuse_wide(text: str) -> None:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if max(first.count(delimiter) for delimiter in DELIMITERS) >= MAX_COLUMNS or (
        len(first) > MAX_HEADER_BYTES
    ):
        raise FileRefused("too_many_columns", expected=MAX_COLUMNS)


def _find_header(text: str, contract: Contract) -> tuple[str, int, list[str], int, int]:
    """Delimiter, index of the record of headers, headers, its line and the line after it."""
    best: tuple[int, str, int, list[str], int, int] | None = None
    for delimiter in DELIMITERS:
        records = _head(text, delimiter)
        index = find_header_row(contract, [cells for _, cells, _ in records])
        if index is None:
            continue
        line, headers, end = records[index]
        match = match_headers(contract, headers)
        score = len(match.positions) + len(match.ambiguous)
        if best is None or score > best[0]:
            best = (score, delimiter, index, headers, line, end + 1)
    if best is None:
        raise FileRefused(
            "header_not_found",
            expected=", ".join(f.name for f in contract.fields if f.required),
        )
    return best[1:]


def _head(text: str, delimiter: str) -> list[tuple[int, list[str], int]]:
    """First records: their first line, cells and last line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[tuple[int, list[str], int]] = []
    line = 1
    try:
        for cells in reader:
            records.append((line, cells, reader.line_num))
            line = reader.line_num + 1
            if len(records) == HEADER_SEARCH_ROWS:
                break
    except csv.Error:
        return records
    return records


def _read_fast(text: str, delimiter: str, headers: list[str]) -> pa.Table | None:
    """The table when every physical line is a row; None when the careful way is needed."""
    line_count = text.count("\n") + (not text.endswith("\n"))
    if line_count - 1 > MAX_ROWS:
        raise FileRefused("too_many_rows", expected=spell(MAX_ROWS))
    # A lone carriage return is a line break to pyarrow and not to a person's editor.
    if text.count("\r") != text.count("\r\n"):
        return None
    names = [f"text_{i}" for i in range(len(headers))]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=pacsv.ReadOptions(column_names=names, skip_rows=1),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=False, ignore_empty_lines=False
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != line_count - 1:
        return None
    lines = pa.array(np.arange(2, line_count + 1))
    return table.add_column(0, "line", lines)


def _read_carefully(
    text: str,
    contract: Contract,
    headers: list[str],
    header_line: int,
    body_line: int,
    encoding: str,
    delimiter: str,
) -> TextTable:
    # The interpreter's own limit: raised for this file, never lowered under another reader.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    width = len(headers)
    parts: list[pa.Table] = []
    lines: list[int] = []
    rows: list[list[str]] = []
    bad: list[BadRow] = []
    realigned: list[Realigned] = []
    line = 1
    total = 0
    for cells in reader:
        begin, line = line, reader.line_num + 1
        if line - begin > MAX_LINES_IN_A_RECORD:
            raise FileRefused("unclosed_quote", begin)
        if begin < body_line or not any(cell.strip() for cell in cells):
            continue
        total += 1
        if total > MAX_ROWS:
            raise FileRefused("too_many_rows", expected=spell(MAX_ROWS))
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            repaired = realign(contract, headers, cells, delimiter)
            if repaired is None:
                bad.append(BadRow(begin, cells[:MAX_COLUMNS]))
                continue
            column, value, whole = repaired
            realigned.append(Realigned(begin, len(cells), column, value))
            cells = whole
        lines.append(begin)
        rows.append(cells)
        if len(rows) == CHUNK_ROWS:
            parts.append(to_arrow(lines, rows, width))
            lines, rows = [], []
    if rows:
        parts.append(to_arrow(lines, rows, width))
    return TextTable(
        headers, concat(parts, width), header_line, encoding, delimiter, None, bad, realigned
    )
