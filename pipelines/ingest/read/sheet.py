"""XLSX and ODS: what they inflate to is counted first, then a separate process reads them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa

from pipelines.contracts import Contract
from pipelines.ingest import limits
from pipelines.ingest.headers import find_header_row, match_headers
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.numbers import spell
from pipelines.ingest.read.tables import TextTable, concat, to_arrow

WORKER = Path(__file__).with_name("sheet_worker.py")
TOO_WIDE, TOO_LONG = 3, 4
_CHUNK = 1024**2
_CHUNK_ROWS = 50_000


def read_sheet(path: Path, contract: Contract) -> TextTable:
    """Read the sheet whose headers fit the contract.

    Raises:
        FileRefused: not a workbook, no such sheet or two of them, or beyond the limits.
    """
    check_archive(path)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        _run_worker(path, output)
        output.seek(0)
        chosen, header_row = _choose_sheet(output, contract)
        output.seek(0)
        return _read_rows(_sheet_rows(output, chosen), header_row, chosen)


def check_archive(path: Path) -> None:
    """Refuse an archive that inflates beyond the limits, whatever it declares.

    Raises:
        FileRefused: `file_zip_bomb` or `file_unreadable`.
    """
    bomb = FileRefused("file_zip_bomb", expected=f"{limits.MAX_INFLATED_BYTES // 1024**2} Mo")
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            members = archive.infolist()
            declared = sum(member.file_size for member in members)
            if len(members) > limits.MAX_ZIP_MEMBERS or declared > limits.MAX_INFLATED_BYTES:
                raise bomb
            left = limits.MAX_INFLATED_BYTES
            for member in members:
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise FileRefused("file_unreadable", value="compression inconnue")
                left -= _inflated_size(archive, member, raw, left)
                if left < 0:
                    raise bomb
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError):
        raise FileRefused("file_unreadable", value="classeur abîmé") from None


def _inflated_size(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, raw: IO[bytes], left: int
) -> int:
    """Bytes that a member really inflates to; stops counting once past `left`."""
    with archive.open(member):  # reads and checks the local header
        pass
    raw.seek(member.header_offset + 26)
    lengths = raw.read(4)
    skip = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    raw.seek(skip, 1)
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return member.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    total, remaining = 0, member.compress_size
    while remaining > 0 and not inflate.eof and total <= left:
        block = raw.read(min(_CHUNK, remaining))
        if not block:
            break
        remaining -= len(block)
        while block and total <= left:
            total += len(inflate.decompress(block, _CHUNK))
            block = inflate.unconsumed_tail
    return total


def _run_worker(path: Path, output: IO[str]) -> None:
    arguments = [limits.SHEET_MEMORY_BYTES, limits.SHEET_SECONDS, limits.MAX_ROWS + 100]
    command = [sys.executable, "-I", str(WORKER), str(path.resolve()), *map(str, arguments)]
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter and script, no shell
            [*command, str(limits.MAX_COLUMNS)],
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=limits.SHEET_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileRefused("file_too_costly") from None
    if done.returncode == TOO_WIDE:
        raise FileRefused("too_many_columns", expected=limits.MAX_COLUMNS)
    if done.returncode == TOO_LONG:
        raise FileRefused("too_many_rows", expected=spell(limits.MAX_ROWS))
    # A negative code is a signal: the reader was ended by its own limits.
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise FileRefused("file_too_costly")
    if done.returncode:
        raise FileRefused("file_unreadable", value="classeur abîmé")


def _lines(output: IO[str]) -> Iterator[tuple[str | None, list[str]]]:
    """Name of the sheet at its beginning (its row is then empty), None and a row after it."""
    for line in output:
        content = json.loads(line)
        yield (content["sheet"], []) if isinstance(content, dict) else (None, content)


def _choose_sheet(output: IO[str], contract: Contract) -> tuple[str, int]:
    """Sheet that carries most headers, and the index of their row."""
    heads: dict[str, list[list[str]]] = {}
    current = ""
    for name, row in _lines(output):
        if name is not None:
            current = name
            heads[current] = []
        elif len(heads[current]) < limits.HEADER_SEARCH_ROWS:
            heads[current].append(row[1:])
    scores: dict[str, tuple[int, int]] = {}
    for name, rows in heads.items():
        index = find_header_row(contract, rows)
        if index is not None:
            match = match_headers(contract, rows[index])
            scores[name] = (len(match.positions) + len(match.ambiguous), index)
    best = max((score for score, _ in scores.values()), default=0)
    fitting = [name for name, (score, _) in scores.items() if score == best]
    if not fitting:
        if not any(rows for rows in heads.values()):
            raise FileRefused("file_empty")
        wanted = ", ".join(spec.name for spec in contract.fields if spec.required)
        raise FileRefused("header_not_found", expected=wanted)
    if len(fitting) > 1:
        raise FileRefused("ambiguous_sheet", expected=", ".join(f"« {n} »" for n in fitting))
    return fitting[0], scores[fitting[0]][1]


def _sheet_rows(output: IO[str], chosen: str) -> Iterator[list[str]]:
    inside = False
    for name, row in _lines(output):
        if name is not None:
            inside = name == chosen
        elif inside:
            yield row


def _read_rows(rows: Iterator[list[str]], header_row: int, sheet: str) -> TextTable:
    headers: list[str] = []
    parts = []
    lines: list[int] = []
    kept: list[list[str]] = []
    kinds: list[str] = []
    for index, (letters, *row) in enumerate(rows):
        if index < header_row:
            continue
        if index == header_row:
            headers = row
        elif any(cell.strip() for cell in row):
            lines.append(index + 1)
            kinds.append(letters)
            kept.append(row)
            if len(kept) == _CHUNK_ROWS:
                parts.append(to_arrow(lines, kept, len(headers)))
                lines, kept = [], []
    if kept:
        parts.append(to_arrow(lines, kept, len(headers)))
    table = concat(parts, len(headers))
    column = pa.chunked_array([pa.array(kinds, pa.string())])
    return TextTable(headers, table, header_row + 1, sheet=sheet, kinds=column)
