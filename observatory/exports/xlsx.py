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

# Excel prints them in the reader's own language: a comma and narrow spaces in French.
_SUFFIXES = {
    "%": "%",
    "points": "%",
    "€": '" €"',
    "days": '" j"',
    "months": '" mois"',
    "FTE": '" ETP"',
    "h": '" h"',
    "per month": '" par mois"',
    "×": '" fois"',
}
_WIDEST = 60
_CHART_ROWS = 60
# Above a table: title, question, reading, origin, the way back.
_HEAD = 5
_ABOUT_WIDTH = 110
# Points of a line; a wrapped cell does not grow by itself outside Excel.
_LINE = 15
_TITLE_LINE = 20
_HIGHEST_LINE = 400
# Of a property of the file, as the format has it.
LONGEST_TITLE = 255


def write(document: Document) -> bytes:
    """The workbook, formulas and macros out: every cell is a number, a date or a text."""
    document = as_written(document)
    packed = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(packed, {**options, "in_memory": True}) as book:
        # The day of the export and no hour, so that the same document gives the same bytes.
        made = datetime.combine(document.made_on, time())
        book.set_properties(
            {
                "title": shortened(document.title, LONGEST_TITLE),
                "author": SITE,
                "company": "",
                "created": made,
            }
        )
        _about(book, document)
        told = sheets.names(document.figures)
        _contents(book, document, told)
        for name, figure in zip(told, document.figures, strict=True):
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


def _contents(book: Workbook, document: Document, told: Sequence[str]) -> None:
    sheet = book.add_worksheet(sheets.CONTENTS)
    sheets.write_contents(sheet, document, told, _looks(book))
    _print_setup(sheet, document)


def _sheet(book: Workbook, document: Document, figure: QuotedFigure, name: str) -> None:
    sheet = book.add_worksheet(name)
    looks = _looks(book)
    asked = sheets.question(figure)
    sheet.write_string(0, 0, safe(figure.title), looks["title"])
    sheet.write_string(1, 0, safe(f"Question{NBSP}: {asked}" if asked else ""), looks["note"])
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
            found = value(record, column)
            _write(sheet, row, place, found, formats[place])
            if isinstance(found, str):
                widths[place] = max(widths[place], min(len(found), _WIDEST))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width + 1)
    sheet.freeze_panes(_HEAD + 1, 1)
    if records:
        sheet.autofilter(_HEAD, 0, _HEAD + len(records), len(figure.columns) - 1)
    _chart(book, sheet, name, figure)
    _print_setup(sheet, document)


def _write(sheet: Worksheet, row: int, place: int, found: float | date | str, style: Any) -> None:
    if isinstance(found, float):
        sheet.write_number(row, place, found, style["number"])
    elif isinstance(found, date):
        sheet.write_datetime(row, place, found, style["date"])  # ty: ignore[invalid-argument-type]
    else:
        sheet.write_string(row, place, str(found), style["text"])


def _format(book: Workbook, column: Column) -> dict[str, Any]:
    return {
        "number": book.add_format({"num_format": _number(column)}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        "text": book.add_format({"num_format": "@"}),
    }


def _number(column: Column) -> str:
    """Number format of a column: the decimals and the sign of its unit."""
    places = decimals_of(column.unit, column.decimals) if column.unit else 0
    number = "#,##0" + ("." + "0" * places if places else "")
    return number + _SUFFIXES.get(column.unit or "", "")


def _chart(book: Workbook, sheet: Worksheet, name: str, figure: QuotedFigure) -> None:
    """A native chart of the first measured column, when there is one and it stays readable."""
    count = len(figure.rows)
    measured = next((i for i, c in enumerate(figure.columns) if c.unit is not None and i), None)
    if figure.chart is None or measured is None or not 2 <= count <= _CHART_ROWS:
        return
    is_dated = isinstance(figure.rows[figure.columns[0].key].iloc[0], date)
    chart: Any = book.add_chart({"type": "line" if is_dated else "bar"})
    first, last = _HEAD + 1, _HEAD + count
    chart.add_series(
        {
            # By its cell: a text that looks like « feuille!A1 » would be read as a reference.
            "name": [name, _HEAD, measured],
            "categories": [name, first, 0, last, 0],
            "values": [name, first, measured, last, measured],
            "fill": {"color": "#0072B2"},
            "line": {"color": "#0072B2"},
        }
    )
    chart.set_title({"name": [name, 0, 0], "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    shown = {"num_format": _number(figure.columns[measured])}
    grid = {"major_gridlines": {"visible": True, "line": {"color": "#e3e8ef"}}}
    if is_dated:
        chart.set_x_axis({"num_format": "mm/yyyy", "text_axis": True})
        chart.set_y_axis({**shown, **grid})
    else:
        chart.set_x_axis({**shown, **grid})
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
