"""Physical lines → rows: a quotation mark may join lines only if they make one row.

If a quoted cell would contain whole rows of the table, or never ends, the mark is treated as an
error on its own line and the lines below are read as rows: an unclosed mark in the last column must
not swallow the rest of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.ingest.limits import MAX_LINES_IN_A_RECORD

# A line of a cell with fewer separators than this may be ordinary text.
FEW_SEPARATORS = 2


@dataclass
class Record:
    """Lines `begin` to `end` (excluded, from 0) and their cells; `is_open`: unclosed mark."""

    begin: int
    end: int
    cells: list[str]
    is_open: bool = False


class _Lines:
    """Feeds csv.reader line by line up to `stop`; `at` may be moved back between records."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.stop = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.at >= self.stop:
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1] + "\n"


def records(
    lines: list[str], delimiter: str, is_one_row: Callable[[Record], bool]
) -> Iterator[Record]:
    """Split lines into records.

    Args:
        lines: physical lines without line ends.
        delimiter: separator of cells.
        is_one_row: tells whether a record of several lines is a single row.
    """
    # A limit of the whole interpreter: raised for this file, never lowered for other readers.
    longest = max(map(len, lines), default=0)
    csv.field_size_limit(max(csv.field_size_limit(), (longest + 1) * MAX_LINES_IN_A_RECORD))
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    count = len(lines)
    while source.at < count:
        begin = source.at
        source.stop = min(count, begin + MAX_LINES_IN_A_RECORD)
        try:
            record = Record(begin, 0, next(reader))
            record.end = source.at
        except csv.Error:
            record = None
        if record is None or (record.end > begin + 1 and not is_one_row(record)):
            source.at = begin + 1
            record = _alone(lines[begin], begin, delimiter)
        yield record


def _alone(line: str, begin: int, delimiter: str) -> Record:
    """Read one line by itself, with lenient quoting."""
    end_of_file = "\0"
    reader = csv.reader([line + "\n", end_of_file], delimiter=delimiter)
    cells = next(reader)
    if reader.line_num > 1:
        return Record(begin, begin + 1, line.split(delimiter), is_open=True)
    return Record(begin, begin + 1, cells)


def holds_rows(record: Record, lines: list[str], delimiter: str, width: int, needed: int) -> bool:
    """Whether a record of several lines is several rows of the table.

    Args:
        record: record of at least two lines.
        lines: physical lines of the file.
        delimiter: separator of cells.
        width: number of cells in a row.
        needed: minimum number of cells in a row, without optional trailing ones.
    """
    enough = max(needed - 1, FEW_SEPARATORS)
    swallowed = any(
        part.count(delimiter) >= enough
        for cell in record.cells
        if "\n" in cell
        for part in cell.split("\n")
    )
    if swallowed or width <= FEW_SEPARATORS:
        return swallowed
    whole = sum(line.count(delimiter) == width - 1 for line in lines[record.begin : record.end])
    return whole > 1
