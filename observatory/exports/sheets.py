"""The sheets of a workbook: their names, and the contents sheet that links to them.

Excel allows 31 characters in a name and ignores case; a name cut inside a word is unreadable, and
two equal names make a file that does not open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from observatory.exports.about import origin
from observatory.exports.model import Document, QuotedFigure
from observatory.exports.spreadsheet import header, safe
from observatory.pages import load_pages

CONTENTS = "Sommaire"
LONGEST = 31
HEADS = ("N°", "Figure", "Question", "Colonnes", "Lignes")
WIDTHS = (5, 60, 44, 60, 8)
# Rows above the table of contents: a title, the origin, an empty line.
HEAD = 3
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\"]+")
_SPACES = re.compile(r"\s+")
# Words that cannot end a shortened title.
_LINKING = frozenset(
    {"à", "au", "aux", "ce", "ces", "d", "dans", "de", "des", "du", "en", "est", "et", "la", "le"}
    | {"les", "ne", "ou", "par", "pour", "que", "sa", "ses", "son", "sont", "sur", "un", "une"}
)


def names(figures: Sequence[QuotedFigure]) -> list[str]:
    """One numbered name per sheet: the title, else the indicator, else the words that fit."""
    return [
        f"{rank}. {_entry_text(figure, rank)}".strip() for rank, figure in enumerate(figures, 1)
    ]


def question(figure: QuotedFigure) -> str:
    """The question of the figure's page; empty for a figure without a page."""
    page_id = figure.key.split(".")[0]
    return next((page.question for page in load_pages() if page.id == page_id), "")


def link(name: str) -> str:
    """Address of a sheet inside its workbook."""
    return f"internal:'{name}'!A1"


def write_contents(
    sheet: Worksheet, document: Document, names: Sequence[str], looks: dict[str, Any]
) -> None:
    """Fill the contents sheet.

    Args:
        sheet: empty.
        document: its figures are listed.
        names: names of their sheets.
        looks: formats of the workbook: `title`, `note`, `head`, `text`, `link`, `count`.
    """
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, CONTENTS, looks["title"])
    sheet.write_string(1, 0, safe(origin(document)), looks["note"])
    for place, head in enumerate(HEADS):
        sheet.write_string(HEAD, place, head, looks["head"])
    for rank, (figure, name) in enumerate(zip(document.figures, names, strict=True), 1):
        row = HEAD + rank
        columns = ", ".join(header(column) for column in figure.columns)
        sheet.write_number(row, 0, rank, looks["count"])
        sheet.write_url(row, 1, link(name), looks["link"], safe(figure.title))
        sheet.write_string(row, 2, safe(question(figure)), looks["text"])
        sheet.write_string(row, 3, safe(columns), looks["text"])
        sheet.write_number(row, 4, len(figure.rows), looks["count"])
    sheet.freeze_panes(HEAD + 1, 0)


def _entry_text(figure: QuotedFigure, rank: int) -> str:
    room = LONGEST - len(f"{rank}. ")
    title = _clean(figure.title)
    label = _clean(figure.indicators[0].label) if figure.indicators else ""
    whole = next((text for text in (title, label) if text and len(text) <= room), None)
    return whole if whole is not None else _shortened(title, room)


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _FORBIDDEN.sub(" ", text)).strip()


def _shortened(text: str, room: int) -> str:
    """Whole words of a title, then « … »; a first word that is too long is cut."""
    words = text[: room - 1].rpartition(" ")[0].split(" ")
    while words and (words[-1].lower() in _LINKING or not any(map(str.isalnum, words[-1]))):
        words.pop()
    start = " ".join(words).rstrip(" ,;.-–—«")
    return f"{start or text[: room - 1].strip()}…"
