"""An Excel workbook: « Lisez-moi », contents, a typed sheet per figure, charts where they help."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from method.plain_text import shortened
from method.wording import NBSP, decimals_of
from observatory.exports import sheets
from observatory.exports.about import lines, origin
from observatory.exports.model import Document, QuotedFigure, as_written
from observatory.exports.spreadsheet import header, safe, value
from observatory.figures.columns import Column
from observatory.figures.quoting import FICTIONAL, SITE

# Excel formats numbers in the reader's language: a comma and narrow spaces in French. The space
# before a unit is ours, and quoted: the sign of a percentage stays outside, where it multiplies.
_SUFFIXES = {
    "%": f'"{NBSP}"%',
    "points": f'"{NBSP}"%',
    "€": f'"{NBSP}€"',
    "days": f'"{NBSP}j"',
    "months": f'"{NBSP}mois"',
    "FTE": f'"{NBSP}ETP"',
    "h": f'"{NBSP}h"',
    "per month": f'"{NBSP}par mois"',
    "×": f'"{NBSP}fois"',
}
_WIDEST = 60
_CHART_ROWS = 60
# Rows above a table: title, question, reading, origin, link back to the contents.
_HEAD = 5
_ABOUT_WIDTH = 110
# Height of a line in points; outside Excel, a wrapped cell does not grow by itself.
_LINE = 15
_TITLE_LINE = 20
_HIGHEST_LINE = 400
# Limit of the format for a property of the file.
LONGEST_TITLE = 255


def write(document: Document) -> bytes:
    """Write the workbook, without formulas or macros: every cell is a number, a date or a text."""
    document = as_written(document)
    packed = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(packed, {**options, "in_memory": True}) as book:
        # The day of the export without a time, so that the same document gives the same bytes.
        created_at = datetime.combine(document.made_on, time())
        book.set_properties(
            {
                "title": shortened(document.title, LONGEST_TITLE),
                "author": SITE,
                "company": "",
                "created": created_at,
            }
        )
        _about(book, document)
        sheet_names = sheets.names(document.figures)
        _contents(book, document, sheet_names)
        for name, figure in zip(sheet_names, document.figures, strict=True):
            _sheet(book, document, figure, name)
    return packed.getvalue()


def _about(book: Workbook, document: Document) -> None:
    sheet = book.add_worksheet("Lisez-moi")
    sheet.set_column(0, 0, _ABOUT_WIDTH)
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
    for row, line in enumerate(lines(document)):
        wrapped = _LINE * (len(line) // (_ABOUT_WIDTH - 8) + 1)
        height = _TITLE_LINE if row == 0 else min(wrapped, _HIGHEST_LINE)
        sheet.set_row(row, height)
        sheet.write_string(row, 0, safe(line), title if row == 0 else plain)
    _print_setup(sheet, document)


def _looks(book: Workbook) -> dict[str, Any]:
    head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#f3f6fa", "bottom": 1}
    return {
        "title": book.add_format({"bold": True, "font_size": 13}),
        "note": book.add_format({"italic": True, "font_color": "#5b6573"}),
        "head": book.add_format(head),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format(
            {"text_wrap": True, "valign": "top", "font_color": "#0b4f8a", "underline": 1}
        ),
        "count": book.add_format({"num_format": "#,##0", "valign": "top"}),
    }


def _contents(book: Workbook, document: Document, sheet_names: Sequence[str]) -> None:
    sheet = book.add_worksheet(sheets.CONTENTS)
    sheets.write_contents(sheet, document, sheet_names, _looks(book))
    _print_setup(sheet, document)


def _sheet(book: Workbook, document: Document, figure: QuotedFigure, name: str) -> None:
    sheet = book.add_worksheet(name)
    looks = _looks(book)
    question = sheets.question(figure)
    sheet.write_string(0, 0, safe(figure.title), looks["title"])
    sheet.write_string(1, 0, safe(f"Question{NBSP}: {question}" if question else ""), looks["note"])
    sheet.write_string(2, 0, safe(f"Lecture{NBSP}: {figure.note.lecture}"), looks["note"])
    sheet.write_string(3, 0, safe(origin(document)), looks["note"])
    sheet.write_url(4, 0, sheets.link(sheets.CONTENTS), looks["link"], "Retour au sommaire")
    formats = [_format(book, column) for column in figure.columns]
    widths = [12] * len(figure.columns)
    for place, column in enumerate(figure.columns):
        sheet.write_string(_HEAD, place, safe(header(column)), looks["head"])
        widths[place] = max(widths[place], min(len(header(column)), 24))
    records = figure.rows.to_dict("records")
    for row, record in enumerate(records, _HEAD + 1):
        for place, column in enumerate(figure.columns):
            content = value(record, column)
            _write(sheet, row, place, content, formats[place])
            if isinstance(content, str):
                widths[place] = max(widths[place], min(len(content), _WIDEST))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width + 1)
    sheet.freeze_panes(_HEAD + 1, 1)
    if records:
        sheet.autofilter(_HEAD, 0, _HEAD + len(records), len(figure.columns) - 1)
    _chart(book, sheet, name, figure)
    _print_setup(sheet, document)


def _write(sheet: Worksheet, row: int, place: int, content: float | date | str, style: Any) -> None:
    if isinstance(content, float):
        sheet.write_number(row, place, content, style["number"])
    elif isinstance(content, date):
        sheet.write_datetime(row, place, content, style["date"])  # ty: ignore[invalid-argument-type]
    else:
        sheet.write_string(row, place, str(content), style["text"])


def _format(book: Workbook, column: Column) -> dict[str, Any]:
    return {
        "number": book.add_format({"num_format": _number(column)}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        "text": book.add_format({"num_format": "@"}),
    }


def _number(column: Column) -> str:
    """Number format of a column: decimals and unit suffix."""
    places = decimals_of(column.unit, column.decimals) if column.unit else 0
    number = "#,##0" + ("." + "0" * places if places else "")
    return number + _SUFFIXES.get(column.unit or "", "")


def _chart(book: Workbook, sheet: Worksheet, name: str, figure: QuotedFigure) -> None:
    """Add a native chart of the first column with a unit, if any and if it stays readable."""
    count = len(figure.rows)
    measure = next((i for i, c in enumerate(figure.columns) if c.unit is not None and i), None)
    if figure.chart is None or measure is None or not 2 <= count <= _CHART_ROWS:
        return
    is_dated = isinstance(figure.rows[figure.columns[0].key].iloc[0], date)
    chart: Any = book.add_chart({"type": "line" if is_dated else "bar"})
    first, last = _HEAD + 1, _HEAD + count
    chart.add_series(
        {
            # A cell and not its text: a text like « feuille!A1 » would be read as a reference.
            "name": [name, _HEAD, measure],
            "categories": [name, first, 0, last, 0],
            "values": [name, first, measure, last, measure],
            "fill": {"color": "#0072B2"},
            "line": {"color": "#0072B2"},
        }
    )
    chart.set_title({"name": [name, 0, 0], "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    axis_format = {"num_format": _number(figure.columns[measure])}
    grid = {"major_gridlines": {"visible": True, "line": {"color": "#e3e8ef"}}}
    if is_dated:
        chart.set_x_axis({"num_format": "mm/yyyy", "text_axis": True})
        chart.set_y_axis({**axis_format, **grid})
    else:
        chart.set_x_axis({**axis_format, **grid})
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 720, "height": max(300, 22 * count) if not is_dated else 360})
    sheet.insert_chart(_HEAD, len(figure.columns) + 1, chart, {"description": figure.note.lecture})


def _print_setup(sheet: Worksheet, document: Document) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    stamp = f"&C{FICTIONAL}" if document.build.is_fictional else ""
    sheet.set_header(stamp)
    sheet.set_footer(f"&L{SITE}, version {document.build.id}&RPage &P sur &N")
    if document.build.is_fictional:
        sheet.set_tab_color("#8a4b00")
