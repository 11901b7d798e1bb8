"""CSV for a French spreadsheet: `;`, decimal comma, BOM, ids as text, one file per figure."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

from method.build import Build
from observatory.exports.about import lines
from observatory.exports.model import Document, QuotedFigure, as_written
from observatory.exports.spreadsheet import header, safe, value
from observatory.figures.columns import Column
from observatory.figures.quoting import FICTIONAL

DIGITS = 12
# A ZIP stores a date for each member; a fixed one keeps the bytes identical for the same figures.
EPOCH = (2000, 1, 1, 0, 0, 0)


def write(document: Document) -> bytes:
    """Write a CSV for one figure; for several, a ZIP of CSV files with a `LISEZMOI.txt`."""
    document = as_written(document)
    figures = document.figures
    if len(figures) == 1:
        return _table(figures[0], document.build)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        about = "\r\n".join(lines(document)).encode("utf-8-sig")
        archive.writestr(zipfile.ZipInfo("LISEZMOI.txt", EPOCH), about)
        for rank, figure in enumerate(figures, 1):
            name = f"{rank:02}-{figure.key.replace('.', '-')}.csv"
            archive.writestr(zipfile.ZipInfo(name, EPOCH), _table(figure, document.build))
    return packed.getvalue()


def write_long(document: Document) -> bytes:
    """Write every figure in one table, one line per value, for programs and pivot tables."""
    document = as_written(document)
    build = document.build
    stamp = [build.id, *([FICTIONAL] if build.is_fictional else [])]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    warning = ["Avertissement"] if build.is_fictional else []
    writer.writerow(["Figure", "Ligne", "Mesure", "Valeur", "Version des données", *warning])
    for figure in document.figures:
        head, *measures = figure.columns
        for row in figure.rows.to_dict("records"):
            line = _cell(value(row, head), head)
            for column in measures:
                cell = _cell(value(row, column), column)
                writer.writerow([safe(figure.title), line, safe(header(column)), cell, *stamp])
    return text.getvalue().encode("utf-8-sig")


def _table(figure: QuotedFigure, build: Build) -> bytes:
    stamp = {"Version des données": build.id}
    if build.is_fictional:
        stamp["Avertissement"] = FICTIONAL
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(safe(header(column)) for column in figure.columns), *stamp])
    for row in figure.rows.to_dict("records"):
        cells = [_cell(value(row, column), column) for column in figure.columns]
        writer.writerow([*cells, *stamp.values()])
    return text.getvalue().encode("utf-8-sig")


def _cell(raw: float | date | str, column: Column) -> str:
    if isinstance(raw, float):
        printed = raw * 100 if column.unit in ("%", "points") else raw
        return f"{printed:.{DIGITS}g}".replace(".", ",")
    return raw.strftime("%d/%m/%Y") if isinstance(raw, date) else str(raw)
