"""Cells of a printed table: their text, where they lead, and how wide their columns must be.

A page cannot be clicked, and addresses written in cells fill it: a cell wears the number of its
source, and the addresses are listed once, at the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from method.wording import NBSP, vintage
from observatory.exports.model import Document, QuotedFigure
from observatory.figures.columns import OUTSIDE, READ, Column, texts
from observatory.figures.quoting import fingerprint

# Centimetres of a character of 8 points and of the sides of a cell; characters after which a text
# goes on below, and those that stay on one line.
CHARACTER, SIDES = 0.157, 0.42
LONGEST, SHORTEST = 44, 6
# Of a header, before it goes on below.
HEADER = 14
_ADDRESS = re.compile(r"https?://[^\s|]+")


@dataclass(frozen=True)
class Cell:
    """One printed cell.

    Attributes:
        text: as printed, the number of its source included.
        address: where it leads, empty for nowhere.
    """

    text: str
    address: str = ""


class Sources:
    """Addresses that a document names, numbered in the order in which they are met.

    It leads to those that a column holds as addresses. One that stands inside a text is only
    printed: whoever wrote the text chose it.
    """

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self._led: set[str] = set()

    def number(self, address: str, *, is_led: bool = False) -> int:
        """The number of an address, given now if it has none."""
        if address not in self.addresses:
            self.addresses.append(address)
        if is_led:
            self._led.add(address)
        return self.addresses.index(address) + 1

    def leads(self, address: str) -> bool:
        """Whether the document leads there."""
        return address in self._led


def printed(figure: QuotedFigure, sources: Sources, *, is_brief: bool) -> list[list[Cell]]:
    """The rows that a page holds.

    Args:
        figure: whose rows are printed, up to `figure.printed`.
        sources: of the whole document.
        is_brief: a word that names its source stays alone.
    """
    rows = figure.rows.head(figure.printed)
    records = rows.to_dict("records")
    said = [texts(rows, column) for column in figure.columns]
    return [
        [
            _cell(record, column, own[rank], sources, is_brief=is_brief)
            for column, own in zip(figure.columns, said, strict=True)
        ]
        for rank, record in enumerate(records)
    ]


def left_out(figure: QuotedFigure) -> str:
    """What a page says of the rows that it does not hold; empty where it holds all."""
    count = len(figure.rows)
    if count <= figure.printed:
        return ""
    return (
        f"{figure.printed} premières lignes sur {count}{NBSP}: la table entière est dans le "
        "classeur Excel et le CSV."
    )


def source(figure: QuotedFigure, document: Document, sources: Sources, *, is_brief: bool) -> str:
    """Where a figure comes from, its addresses numbered.

    In brief, without the day and the version that the head and the foot of each page say.
    """
    told = figure.note.source
    if is_brief:
        told = told.replace(vintage(document.build), "")
    return _ADDRESS.sub(lambda found: f"[{sources.number(found[0])}]", told)


def marks(figure: QuotedFigure, title: str) -> str:
    """Filters that the title of the document does not say, and the fingerprint.

    Args:
        figure: whose rows it marks.
        title: of the document.
    """
    filters = " ; ".join(
        f"{label}{NBSP}: {chosen}" for label, chosen in figure.filters if chosen not in title
    )
    mark = f"Empreinte {fingerprint(figure.rows, figure.columns)}"
    return f"{filters} · {mark}" if filters else mark


def widths(head: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Centimetres of each column: no more than its texts need, and all of them within `room`.

    A word is not cut while there is room for it; what is left goes to the columns that wrap.
    """
    least, need, whole = [], [], []
    for place, label in enumerate(head):
        texts = [row[place] for row in rows]
        word = max(len(word) for text in (label, *texts) for word in text.split(" "))
        longest = max((len(text) for text in (*texts, label[:HEADER])), default=0)
        least.append(min(word, LONGEST) * CHARACTER + SIDES)
        need.append(max(SHORTEST, word, min(longest, LONGEST)) * CHARACTER + SIDES)
        whole.append(max(longest, word) * CHARACTER + SIDES)
    for small, large in ((need, whole), (least, need)):
        if sum(small) <= room:
            spare, wanted = room - sum(small), sum(large) - sum(small)
            part = min(1.0, spare / wanted) if wanted > 0 else 0.0
            return [low + (high - low) * part for low, high in zip(small, large, strict=True)]
    return [one * room / sum(least) for one in least]


def _cell(
    record: Mapping[Any, Any], column: Column, said: str, sources: Sources, *, is_brief: bool
) -> Cell:
    address = record[column.link] if column.link else None
    if not isinstance(address, str) or not address.startswith(OUTSIDE):
        return Cell(said)
    is_bare = record[column.key] == READ
    if is_brief and not is_bare:
        return Cell(said, address)
    number = f"[{sources.number(address, is_led=True)}]"
    return Cell(number if is_bare else f"{said} {number}", address)
