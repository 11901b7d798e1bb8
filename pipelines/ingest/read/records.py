"""Physical lines → rows: a quotation mark may join lines only where they make one row.

Where a quoted cell would hold whole rows of the table, or never ends, the mark is a fault of its
own line and the lines below are read as rows: a mark left open in the last column must not swallow
what follows it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.ingest.limits import MAX_LINES_IN_A_RECORD

# A cell with fewer separators than this on one of its lines may be a text about anything.
FEW_SEPARATORS = 2


@dataclass
class Record:
    """Lines `begin` to `end` (excluded, from 0) and their cells; `is_open` by a mark not closed."""

    begin: int
    end: int
    cells: list[str]
    is_open: bool = False


class _Lines:
    """Feeds csv.reader line by line, not beyond `stop`; `at` may be moved back between records."""

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
    """Records of the lines.

    Args:
        lines: physical lines without their ends.
        delimiter: between cells.
        is_one_row: whether a record of several lines is one row and not several.
    """
    # The interpreter's own limit: raised for this file, never lowered under another reader.
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
    """One line read by itself, its marks taken as they come."""
    end_of_file = "\0"
    reader = csv.reader([line + "\n", end_of_file], delimiter=delimiter)
    cells = next(reader)
    if reader.line_num > 1:
        return Record(begin, begin + 1, line.split(delimiter), is_open=True)
    return Record(begin, begin + 1, cells)


def holds_rows(record: Record, lines: list[str], delimiter: str, width: int, needed: int) -> bool:
    """Whether a record of several lines is several rows of the table.

    Args:
        record: of at least two lines.
        lines: physical lines of the file.
        delimiter: between cells.
        width: cells of a row.
        needed: cells that a row has at least, its optional last ones left out.
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
