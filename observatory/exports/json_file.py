"""JSON for programs: each figure with its columns, values, source and fingerprint."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from observatory.exports.model import Document, QuotedFigure, as_written
from observatory.exports.spreadsheet import is_known
from observatory.figures.columns import text
from observatory.figures.quoting import FICTIONAL, LICENCE, fingerprint


def write(document: Document) -> bytes:
    """Write every figure of the document; proportions are ratios, dates are ISO 8601."""
    document = as_written(document)
    build = document.build
    content = {
        "titre": document.title,
        "espace": build.label,
        "version": build.id,
        "arrete_au": build.as_of.isoformat(),
        "profil": document.role,
        "licence": LICENCE,
        "avertissement": FICTIONAL if build.is_fictional else None,
        "figures": [_figure(figure) for figure in document.figures],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _figure(figure: QuotedFigure) -> dict[str, Any]:
    return {
        "cle": figure.key,
        "titre": figure.title,
        "lecture": figure.note.lecture,
        "champ": figure.note.champ,
        "source": figure.note.source,
        "lien": figure.link,
        "empreinte": fingerprint(figure.rows, figure.columns),
        "colonnes": [{"titre": column.label, "unite": column.unit} for column in figure.columns],
        "lignes": [
            [_value(row, column) for column in figure.columns]
            for row in figure.rows.to_dict("records")
        ],
    }


def _value(row: dict[Any, Any], column: Any) -> float | str | None:
    """A number, an ISO date or a text; a withheld value is written as `s` or `n.d.`."""
    raw = row[column.key]
    if not is_known(row, column):
        return text(row, column)
    if isinstance(raw, date):
        return raw.isoformat()[:10]
    if column.unit is None or isinstance(raw, str):
        return text(row, column)
    return float(raw)
