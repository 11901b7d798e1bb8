"""The sender's own file as XLSX, with faulty cells coloured and commented.

The copy keeps every cell in place, including any title above the headers, so that line numbers in
the report are row numbers in the copy. Values only: the sender's formulas are not written back.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Format

from pipelines import contracts
from pipelines.desk.portions import laid_rows
from pipelines.ingest.headers import simplify
from pipelines.ingest.issues import FileRefused, FileReport, Issue
from pipelines.ingest.read.reader import read_table

LEGEND = "Remarques"
COLOURS = {"error": "#F8C9C4", "warning": "#FCE7B2"}
SHEET_NAME_LIMIT = 31
COMMENT_SIZE = {"x_scale": 2.5, "y_scale": 1.2}


def annotate(report: FileReport, source: Path, out: Path) -> None:
    """Write the annotated copy of a file.

    Args:
        report: report of its checks.
        source: the file as sent.
        out: XLSX to write; its folder is created if missing.

    A file that cannot be read at all gives a workbook with only the list of issues.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        formats = {
            severity: workbook.add_format({"bg_color": colour})
            for severity, colour in COLOURS.items()
        }
        with suppress(FileRefused, OSError):
            _write_copy(workbook, report, source, formats)
        _write_list(workbook, report, formats)


def _write_copy(
    workbook: xlsxwriter.Workbook, report: FileReport, source: Path, formats: dict[str, Format]
) -> None:
    text = read_table(source, contracts.load(report.contract))
    sheet = workbook.add_worksheet((text.sheet or "Fichier")[:SHEET_NAME_LIMIT])
    header_row = text.header_line - 1
    bold = workbook.add_format({"bold": True})
    for column, header in enumerate(text.headers):
        sheet.write_string(header_row, column, header, bold)
    marks = _marks(report, text.headers)
    contents = laid_rows(text)
    for line, cells in contents.items():
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(line - 1, column, cell)
    for (line, column), issues in marks.items():
        worst = "error" if any(issue.severity == "error" for issue in issues) else "warning"
        row = text.headers if line == text.header_line else contents.get(line, [])
        content = row[column] if column < len(row) else ""
        sheet.write_string(line - 1, column, content, formats[worst])
        comment = "\n".join(f"{issue.message} {issue.hint}" for issue in issues)
        sheet.write_comment(line - 1, column, comment, COMMENT_SIZE)
    sheet.freeze_panes(header_row + 1, 0)


def _marks(report: FileReport, headers: list[str]) -> dict[tuple[int, int], list[Issue]]:
    """Issues by cell; issues of a whole row or a missing column go to the first cell."""
    position_of = {header: position for position, header in enumerate(headers)}
    positions = {
        column: position_of[header]
        for column, header in report.columns.items()
        if header in position_of
    }
    by_name = {simplify(header): position for position, header in enumerate(headers)}
    marks: dict[tuple[int, int], list[Issue]] = defaultdict(list)
    for issue in report.issues:
        position = positions.get(issue.column or "")
        if position is None:
            position = by_name.get(simplify(issue.column or issue.value or ""), 0)
        marks[issue.line, position].append(issue)
    return marks


def _write_list(
    workbook: xlsxwriter.Workbook, report: FileReport, formats: dict[str, Format]
) -> None:
    sheet = workbook.add_worksheet(LEGEND)
    bold = workbook.add_format({"bold": True, "bottom": 1})
    titles = ("Ligne", "Colonne", "Gravité", "Valeur", "Ce qui ne va pas", "Que faire", "Code")
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
    for row, issue in enumerate(report.issues, start=1):
        severity = "erreur" if issue.severity == "error" else "avertissement"
        sheet.write_number(row, 0, issue.line)
        cells = (
            issue.column or "",
            severity,
            issue.value or "",
            issue.message,
            issue.hint,
            issue.code,
        )
        for column, cell in enumerate(cells, start=1):
            sheet.write_string(row, column, cell, formats[issue.severity] if column == 2 else None)
    for column, width in enumerate((8, 22, 14, 24, 70, 70, 22)):
        sheet.set_column(column, column, width)
    sheet.autofilter(0, 0, max(len(report.issues), 1), len(titles) - 1)
    sheet.freeze_panes(1, 0)
