"""A tagged PDF (PDF/UA-1) typeset by Typst: charts as vectors, tables that span pages.

All data reaches the template as JSON, never as Typst source, so that no name can be read as markup.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from method.plain_text import spaced
from method.wording import NBSP, fr_date
from observatory.exports import cells, paper, picture
from observatory.exports.about import METHOD, meaning, origin
from observatory.exports.cells import Sources
from observatory.exports.model import (
    Chart,
    Document,
    KeyFigure,
    KeyFigures,
    Paragraphs,
    Part,
    QuotedFigure,
    as_written,
)
from observatory.figures.quoting import FICTIONAL, LICENCE, SITE

TEMPLATE = Path(__file__).parent / "report.typ"
# A table with more rows than this continues on the next page.
ROWS_OF_A_PAGE = 30
THREE = 3


def write(document: Document) -> bytes:
    """Write the PDF; charts are drawn if a browser is available, tables always."""
    document = as_written(document)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(TEMPLATE.read_bytes())
        content = json.dumps(_Pages(document, folder).content(), ensure_ascii=False)
        (folder / "content.json").write_text(content, encoding="utf-8")
        return typst.compile(str(folder / "report.typ"), root=name, pdf_standards=["ua-1"])


class _Pages:
    """The content for the template, with the pictures in files next to it."""

    def __init__(self, document: Document, folder: Path) -> None:
        self._document = document
        self._folder = folder
        self._sources = Sources()
        self._ranks = document.numbers
        self._count = 0
        self._pictures = 0

    def content(self) -> dict[str, Any]:
        document = self._document
        is_brief = document.is_brief
        parts = [self._part(part, is_brief=is_brief) for part in document.parts]
        annex = [self._part(part, is_brief=False) for part in document.annex]
        return {
            "title": document.title,
            "site": SITE,
            "stamp": FICTIONAL if document.build.is_fictional else "",
            "version": document.build.id,
            "origin": origin(document),
            "made": f"Établi le {fr_date(document.made_on)}, profil {document.role}. "
            f"Licence{NBSP}: {LICENCE}.",
            "year": document.made_on.year,
            "month": document.made_on.month,
            "day": document.made_on.day,
            "lead": [*document.lead],
            "rows": rows(parts, is_brief=is_brief),
            "annex": rows(annex, is_brief=False),
            "is_brief": is_brief,
            "is_listed": document.is_listed,
            "method": "" if is_brief and not annex else METHOD,
            "definitions": [
                {"label": spaced(indicator.label), "text": meaning(indicator)}
                for indicator in document.defined
            ],
            "addresses": [
                {"text": one, "is_led": self._sources.leads(one)} for one in self._sources.addresses
            ],
            "column": paper.COLUMN,
            "text": paper.TEXT,
            "gutter": paper.GUTTER,
            "margin": paper.MARGIN,
        }

    def _part(self, part: Part, *, is_brief: bool) -> dict[str, Any]:
        if isinstance(part, Paragraphs):
            return self._text(part)
        if isinstance(part, KeyFigures):
            return self._numbers(part)
        return self._figure(part, is_brief=is_brief)

    def _text(self, part: Paragraphs) -> dict[str, Any]:
        ranks = sorted({self._ranks[key] for key in part.sees if key in self._ranks})
        return {
            "kind": "text",
            "heading": part.heading,
            "is_sub": part.is_sub,
            "sentences": [*part.sentences],
            "sees": ranks,
        }

    def _numbers(self, part: KeyFigures) -> dict[str, Any]:
        return {
            **self._title_and_notes(part.figure, is_brief=True),
            "kind": "numbers",
            "numbers": [self._number(one) for one in part.numbers],
        }

    def _number(self, one: KeyFigure) -> dict[str, Any]:
        width = paper.COLUMN - paper.INSET
        return {
            "heading": one.heading,
            "value": one.value,
            "label": one.label,
            "word": one.word,
            "said": [*one.sentences],
            "image": self._picture(one.curve, width),
            "width": width,
            "alt": one.alt,
        }

    def _figure(self, part: QuotedFigure, *, is_brief: bool) -> dict[str, Any]:
        width = paper.width(part, is_brief=is_brief)
        image = self._picture(part.chart, width)
        is_tabled = not (is_brief and image)
        cell_rows = cells.printed(part, self._sources, is_brief=is_brief) if is_tabled else []
        head = [column.label for column in part.columns]
        texts = [[cell.text for cell in row] for row in cell_rows]
        is_beside = bool(image) and paper.is_beside(part)
        # A table too wide for a column of a handout takes the page.
        is_cut = bool(texts) and not cells.fits(head, texts, paper.COLUMN)
        is_wide = part.is_wide or not is_brief or is_cut
        is_column = is_beside if not is_brief else not is_wide
        room = paper.COLUMN if is_column else paper.TEXT
        return {
            **self._title_and_notes(part, is_brief=is_brief),
            "kind": "figure",
            "is_wide": is_wide,
            "is_brief": is_brief,
            "image": image,
            "width": width,
            "alt": f"{part.title}. {part.note.lecture}",
            "head": head,
            "widths": cells.widths(head, texts, room),
            "is_number": [column.unit is not None for column in part.columns],
            "cells": [[{"text": c.text, "address": c.address} for c in row] for row in cell_rows],
            "is_beside": is_beside,
            "is_long": len(cell_rows) > ROWS_OF_A_PAGE,
            "more": cells.left_out(part) if is_tabled else "",
        }

    def _title_and_notes(self, part: QuotedFigure, *, is_brief: bool) -> dict[str, Any]:
        """The number, title and notes that every figure has."""
        self._count += 1
        return {
            "rank": self._count,
            "title": part.title,
            "caption": part.caption,
            "lecture": part.note.lecture,
            "champ": part.note.champ,
            "source": cells.source(part, self._document, self._sources, is_brief=is_brief),
            "mark": cells.marks(part, self._document.title),
            "link": part.link,
        }

    def _picture(self, chart: Chart | None, width: float) -> str:
        """File name of a drawing; empty if there is none."""
        image = None if chart is None else picture.on_paper(chart, width, "svg")
        if image is None:
            return ""
        self._pictures += 1
        name = f"figure-{self._pictures}.svg"
        (self._folder / name).write_bytes(image)
        return name


def rows(parts: Sequence[dict[str, Any]], *, is_brief: bool) -> list[list[dict[str, Any]]]:
    """Group parts into rows: one across the page, or two or three side by side.

    Texts of one heading share a row, a text shares a row with the figure that follows it (above the
    first one if there are two), and two narrow figures share a row.

    Args:
        parts: as read by the template.
        is_brief: the document is in two columns.
    """
    grouped: list[list[dict[str, Any]]] = []
    for part in parts:
        last = grouped[-1] if grouped else []
        if is_brief and last and _stands_beside(last, part):
            last.append(part)
        else:
            grouped.append([part])
    return grouped


def _stands_beside(last: Sequence[dict[str, Any]], part: dict[str, Any]) -> bool:
    """Whether a part may be added to a row."""
    if any(one.get("is_wide") or one["kind"] == "numbers" for one in (*last, part)):
        return False
    if part["kind"] == "text":
        is_run = all(one["kind"] == "text" and one["is_sub"] for one in last)
        return part["is_sub"] and is_run and len(last) < THREE
    has_text = last[0]["kind"] == "text" and not last[0]["is_sub"]
    return len(last) < (THREE if has_text else 2)
