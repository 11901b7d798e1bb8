"""A tagged PDF (PDF/UA-1) set by Typst from the data: charts as vectors, tables that page.

Everything that comes from the data reaches the template as JSON, never as Typst source, so that no
name can be read as markup.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import typst

from method.wording import NBSP, fr_date
from observatory.exports import picture
from observatory.exports.about import METHOD, origin
from observatory.exports.model import Document, Paragraphs, QuotedFigure, as_written
from observatory.figures.columns import text
from observatory.figures.quoting import FICTIONAL, LICENCE, SITE, fingerprint

TEMPLATE = Path(__file__).parent / "report.typ"


def write(document: Document) -> bytes:
    """The PDF; figures are drawn when a browser is there, their tables always."""
    document = as_written(document)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(TEMPLATE.read_bytes())
        content = json.dumps(_content(document, folder), ensure_ascii=False)
        (folder / "content.json").write_text(content, encoding="utf-8")
        return typst.compile(str(folder / "report.typ"), root=name, pdf_standards=["ua-1"])


def _content(document: Document, folder: Path) -> dict[str, Any]:
    shown = () if document.is_one_page else document.figures
    definitions = {i.id: i for figure in shown for i in figure.indicators}
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
        # Headings may not skip a level: a figure stands under a chapter, or is one.
        "level": 2 if isinstance(next(iter(document.parts), None), Paragraphs) else 1,
        "parts": [
            _part(part, rank, folder, is_brief=document.is_one_page)
            for rank, part in enumerate(document.parts)
        ],
        "is_one_page": document.is_one_page,
        "method": "" if document.is_one_page else METHOD,
        "definitions": [
            {
                "label": indicator.label,
                "text": f"{indicator.definition} Calcul{NBSP}: {indicator.formula}.",
            }
            for indicator in definitions.values()
        ],
    }


def _part(
    part: QuotedFigure | Paragraphs, rank: int, folder: Path, *, is_brief: bool
) -> dict[str, Any]:
    if isinstance(part, Paragraphs):
        return {"kind": "text", "heading": part.heading, "sentences": [*part.sentences]}
    image = ""
    drawn = picture.for_document(part, "svg")
    if drawn is not None:
        image = f"figure-{rank}.svg"
        (folder / image).write_bytes(drawn)
    records = part.rows.to_dict("records")
    filters = " ; ".join(f"{label}{NBSP}: {chosen}" for label, chosen in part.filters)
    mark = f"Empreinte {fingerprint(part.rows, part.columns)}"
    return {
        "kind": "figure",
        "title": part.title,
        "image": image,
        "alt": f"{part.title}. {part.note.lecture}",
        "lecture": part.note.lecture,
        "champ": part.note.champ,
        "source": part.note.source,
        "mark": f"{filters} · {mark}" if filters else mark,
        "link": part.link,
        "head": [column.label for column in part.columns],
        "is_number": [column.unit is not None for column in part.columns],
        "rows": [
            [text(record, column, is_brief=is_brief) for column in part.columns]
            for record in records[: part.printed]
        ],
        "more": ""
        if len(records) <= part.printed
        else f"{part.printed} premières lignes sur {len(records)}{NBSP}: la table entière est "
        "dans le classeur Excel et le CSV.",
    }
