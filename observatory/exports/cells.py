"""Cells of a printed table: their text, their links, and the widths of the columns.

Paper cannot be clicked, and addresses in cells would fill the page: a cell carries the number of
its source, and the addresses are listed once, at the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from method.wording import CALCULATED, COLLECTED, NBSP, vintage
from observatory.exports.model import Document, QuotedFigure
from observatory.figures.columns import OUTSIDE, READ, Column, texts
from observatory.figures.quoting import fingerprint

# Centimetres of an 8-point character and of the padding of a cell; characters after which a text
# wraps, and below which it stays on one line.
CHARACTER, SIDES = 0.157, 0.24
LONGEST, SHORTEST = 44, 6
# Characters of a header before it wraps.
HEADER = 14
_BREAK = re.compile(r" |(?<=-)")
_ADDRESS = re.compile(r"https?://[^\s|]+")


@dataclass(frozen=True)
class Cell:
    """One printed cell.

    Attributes:
        text: as printed, with the number of its source.
        address: target of its link, empty if it has none.
    """

    text: str
    address: str = ""


class Sources:
    """Addresses printed in a document, numbered in order of appearance.

    Addresses from a column of links become links. One found inside a text is only printed, since
    anybody may have written it.
    """

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self._led: set[str] = set()

    def number(self, address: str, *, is_led: bool = False) -> int:
        """The number of an address, assigned now if it has none."""
        if address not in self.addresses:
            self.addresses.append(address)
        if is_led:
            self._led.add(address)
        return self.addresses.index(address) + 1

    def leads(self, address: str) -> bool:
        """Whether the document links to this address."""
        return address in self._led


def printed(figure: QuotedFigure, sources: Sources, *, is_brief: bool) -> list[list[Cell]]:
    """The rows printed on a page.

    Args:
        figure: its rows are printed, up to `figure.printed`.
        sources: of the whole document.
        is_brief: link a text that names its source, without a number.
    """
    rows = figure.rows.head(figure.printed)
    records = rows.to_dict("records")
    labels = [texts(rows, column) for column in figure.columns]
    return [
        [
            _cell(record, column, own[rank], sources, is_brief=is_brief)
            for column, own in zip(figure.columns, labels, strict=True)
        ]
        for rank, record in enumerate(records)
    ]


def left_out(figure: QuotedFigure) -> str:
    """Sentence about the rows that are not printed; empty if all are."""
    count = len(figure.rows)
    if count <= figure.printed:
        return ""
    return (
        f"{figure.printed} premières lignes sur {count}{NBSP}: la table entière est dans le "
        "classeur Excel et le CSV."
    )


def source(figure: QuotedFigure, document: Document, sources: Sources, *, is_brief: bool) -> str:
    """The source of a figure, with its addresses numbered.

    If `is_brief`, without the date and the version, which each page has in its header and footer.
    """
    origin = figure.note.source
    if is_brief:
        for work in (CALCULATED, COLLECTED):
            origin = origin.replace(vintage(document.build, work), "")
    return _ADDRESS.sub(lambda match: f"[{sources.number(match[0])}]", origin)


def marks(figure: QuotedFigure, title: str) -> str:
    """Filters that are not in the title of the document, and the fingerprint.

    Args:
        figure: the figure.
        title: of the document.
    """
    filters = " ; ".join(
        f"{label}{NBSP}: {chosen}" for label, chosen in figure.filters if chosen not in title
    )
    mark = f"Empreinte {fingerprint(figure.rows, figure.columns)}"
    return f"{filters} · {mark}" if filters else mark


def widths(head: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Centimetres of each column: no more than its texts need, and `room` at most in total.

    Words are not cut as long as there is room; any remaining room goes to the columns that wrap.
    """
    least, need, whole = least_widths(head, rows), [], []
    for place, label in enumerate(head):
        texts = [row[place] for row in rows]
        word = max(map(len, words(label, *texts)))
        longest = max((len(text) for text in (*texts, label[:HEADER])), default=0)
        need.append(max(SHORTEST, word, min(longest, LONGEST)) * CHARACTER + SIDES)
        whole.append(max(longest, word) * CHARACTER + SIDES)
    for small, large in ((need, whole), (least, need)):
        if sum(small) <= room:
            spare, missing = room - sum(small), sum(large) - sum(small)
            part = min(1.0, spare / missing) if missing > 0 else 0.0
            return [low + (high - low) * part for low, high in zip(small, large, strict=True)]
    return [one * room / sum(least) for one in least]


def least_widths(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Centimetres under which a column cuts its longest word."""
    columns = zip(head, *rows, strict=True)
    return [min(max(map(len, words(*texts))), LONGEST) * CHARACTER + SIDES for texts in columns]


def fits(head: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> bool:
    """Whether a table can be printed in `room` centimetres without cutting a word."""
    return sum(least_widths(head, rows)) <= room


def words(*texts: str) -> list[str]:
    """What a line break may not cut in these texts; it may come after a hyphen."""
    return [word for text in texts for word in _BREAK.split(text)]


def _cell(
    record: Mapping[Any, Any], column: Column, label: str, sources: Sources, *, is_brief: bool
) -> Cell:
    address = record[column.link] if column.link else None
    if not isinstance(address, str) or not address.startswith(OUTSIDE):
        return Cell(label)
    is_bare = record[column.key] == READ
    if is_brief and not is_bare:
        return Cell(label, address)
    number = f"[{sources.number(address, is_led=True)}]"
    return Cell(number if is_bare else f"{label} {number}", address)
