"""A workbook that is easy to navigate: names, contents, headers, questions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from method.build import Build
from method.catalog import load_catalog
from method.wording import NBSP, Note
from observatory.exports import sheets, spreadsheet, xlsx
from observatory.exports.model import Document, QuotedFigure
from observatory.figures.columns import Column

ROWS = pd.DataFrame({"name": ["a", "b"], "days": [12.0, 3.0], "part": [0.5, 0.25]})
DAYS = Column("days", "Trésorerie", "days")
COLUMNS = (Column("name", "Réseau"), DAYS, Column("part", "Part", "%"))
MOMENT = datetime(2026, 11, 1)
BUILD = Build("b1", "essai", "Essai", False, date(2026, 10, 31), "24", MOMENT, "0", "cog")


def made(*titles: str) -> tuple[QuotedFigure, ...]:
    return tuple(
        QuotedFigure(f"tresorerie.f{rank}", title, ROWS, COLUMNS, Note("l", "c", "s"), (), "")
        for rank, title in enumerate(titles)
    )


def book_of(figures: Sequence[QuotedFigure]) -> openpyxl.Workbook:
    document = Document("Essai", BUILD, "Public", date(2026, 11, 1), tuple(figures))
    return openpyxl.load_workbook(io.BytesIO(xlsx.write(document)))


def test_a_unit_is_spaced_as_in_french() -> None:
    (row,) = book_of(made("a")).worksheets[2].iter_rows(min_row=7, max_row=7)
    assert [cell.value for cell in row] == ["a", 12, 0.5]
    formats = [cell.number_format for cell in row[1:]]
    assert formats == [f'#,##0"{NBSP}j"', f'#,##0.0"{NBSP}"%']


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("La trésorerie", "1. La trésorerie"),
        ("Quatre adhérents sur cinq sont des TPE", "1. Quatre adhérents sur cinq…"),
        ("Les réseaux de la région et de ses départements", "1. Les réseaux de la région…"),
        ("Qui paie : l’État ?", "1. Qui paie l’État"),
        ("Anticonstitutionnellementrigoureusement", "1. Anticonstitutionnellementri…"),
        ("", "1. …"),
    ],
)
def test_a_sheet_is_named_by_whole_words(title: str, name: str) -> None:
    sheet = sheets.names(made(title))[0]
    assert sheet == name
    assert len(sheet) <= 31


def test_a_long_finding_gives_its_sheet_the_name_of_its_indicator() -> None:
    (figure,) = made("Quatre adhérents sur cinq sont des TPE ou des PME, sauf à Cuirlande")
    quoted = QuotedFigure(
        **{**vars(figure), "indicators": (load_catalog().indicators["cash_days"],)}
    )
    assert sheets.names([quoted]) == ["1. Jours de trésorerie"]


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
def test_names_are_valid_and_distinct(titles: list[str]) -> None:
    names = sheets.names(made(*titles))
    assert len({name.lower() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_the_contents_sheet_leads_to_each_figure_and_back() -> None:
    figures = made("La trésorerie des réseaux", "Une figure au titre bien trop long pour Excel")
    book = book_of(figures)
    contents = book[sheets.CONTENTS]
    assert contents.freeze_panes == f"A{sheets.HEAD + 2}"
    for rank, figure in enumerate(figures, 1):
        row = [cell.value for cell in contents[sheets.HEAD + 1 + rank]]
        question = "Qui peut tenir, et jusqu’à quand ?"
        assert row == [rank, figure.title, question, "Réseau, Trésorerie (jours), Part (%)", 2]
        target = contents.cell(sheets.HEAD + 1 + rank, 2).hyperlink.location
        sheet = book[target.rpartition("!")[0].strip("'")]
        assert sheet["A1"].value == figure.title
        assert sheet["A2"].value == f"Question{NBSP}: {question}"
        assert sheet["A5"].hyperlink.location == f"'{sheets.CONTENTS}'!A1"
        assert [cell.value for cell in sheet[6]] == ["Réseau", "Trésorerie (jours)", "Part (%)"]
        assert sheet.freeze_panes == "B7"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("+0,2\u00a0point", "+0,2\u00a0point"),
        ("+1\u202f200\u00a0jours", "+1\u202f200\u00a0jours"),
        ("+41\u00a0k€", "+41\u00a0k€"),
        ("−2\u00a0h", "−2\u00a0h"),
        ("+33", "'+33"),
        ("+1\u00a0A1+cmd()", "'+1\u00a0A1+cmd()"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("+2\u00a0point|calc", "'+2\u00a0point|calc"),
        ("=1", "'=1"),
    ],
)
def test_a_rise_with_its_unit_is_no_formula(text: str, written: str) -> None:
    assert spreadsheet.safe(text) == written
