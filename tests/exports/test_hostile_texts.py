"""Every writer on texts that are injection attempts: no failure, no formula, no code run."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from xml.etree import ElementTree

import docx as word
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from method.catalog import load_catalog
from method.plain_text import seen
from method.wording import Note
from observatory.exports import csv_file, docx, pdf, picture, xlsx
from observatory.exports.model import Document, Paragraphs, QuotedFigure
from observatory.figures import charts
from observatory.figures.columns import Column, of
from observatory.figures.marks import without_foreign_marks
from tests import published_build
from tests.hostile_texts import CANARY, TEXTS, was_run

INDICATOR = load_catalog().indicators["tpe_pme_share"]
BUILD = replace(published_build.BUILD, is_fictional=False)


def hostile(text: str, *, has_chart: bool = False) -> Document:
    """A document in which every text is the given one."""
    rows = pd.DataFrame({"name": [text, "Autre"], "value": [0.5, 0.25], "status": ["ok", "ok"]})
    figure = QuotedFigure(
        key="page.figure",
        title=text,
        rows=rows,
        columns=(Column("name", text), replace(of(INDICATOR), label=text)),
        note=Note(text, text, text),
        indicators=(INDICATOR,),
        link="https://exemple.fr/adhesions",
        filters=((text, text),),
        chart=charts.bar(rows, INDICATOR, text) if has_chart else None,
    )
    parts = (Paragraphs(text, (text,)), figure)
    return Document(text, replace(BUILD, label=text), "Équipe", date(2026, 11, 23), parts)


# A document starts with its title: one without visible characters is not required to work.
@pytest.fixture(params=TEXTS.values(), ids=TEXTS)
def text(request: pytest.FixtureRequest) -> str:
    return request.param


def _parts(content: bytes) -> dict[str, str]:
    """Parts of a package; invalid XML fails here."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    for name, part in contents.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)
    return {name: part.decode("utf-8", "replace") for name, part in contents.items()}


def test_word_holds_the_text_and_its_properties_their_length(text: str) -> None:
    content = docx.write(hostile(text))
    _parts(content)
    document = word.Document(io.BytesIO(content))
    assert len(document.core_properties.title) <= 255
    assert len(document.core_properties.comments) <= 255
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert any(seen(text).split()[0] in line for line in paragraphs)
    # Links are stored as relationships: the one of the figure, and none from a text.
    led = {one.target_ref for one in document.part.rels.values() if one.is_external}
    assert led == {"https://exemple.fr/adhesions"}


def test_the_workbook_has_no_formula(text: str) -> None:
    content = xlsx.write(hostile(text, has_chart=True))
    parts = _parts(content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(len(name) <= 31 for name in book.sheetnames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(len(str(cell.value)) <= 32_767 for cell in cells)
    (chart,) = [part for name, part in parts.items() if name.startswith("xl/charts/chart")]
    assert all(re.match(r"'1\. ?", f) for f in re.findall(r"<c:f>(.*?)</c:f>", chart))


def test_the_csv_starts_no_formula(text: str) -> None:
    for write in (csv_file.write, csv_file.write_long):
        table = write(hostile(text)).decode("utf-8-sig")
        cells = pd.read_csv(io.StringIO(table), sep=";", header=None, dtype=str).to_numpy().ravel()
        assert not [cell for cell in cells if str(cell).startswith(("=", "+", "-", "@", "\t"))]


def test_the_pdf_takes_it_as_text(text: str) -> None:
    content = pdf.write(hostile(text))
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert CANARY not in pages
    assert "/URI" not in pages
    links = {
        annotation.get_object()["/A"].get("/URI")
        for page in PdfReader(io.BytesIO(content)).pages
        for annotation in page.get("/Annots", ())
        if "/A" in annotation.get_object()
    }
    assert links <= {"https://exemple.fr/adhesions", None}
    assert not was_run()


def test_a_chart_reads_no_link_nor_tex_of_the_data(text: str) -> None:
    chart = hostile(text, has_chart=True).figures[0].chart
    assert chart is not None
    framed = picture.framed(hostile(text, has_chart=True).figures[0], BUILD)
    for figure in (without_foreign_marks(chart).to_plotly(), framed):
        for string in _texts(figure.to_plotly_json()):
            assert not re.search(r"<(?!/?b>|br>|/?extra>)", string)
            assert "$" not in string


def test_a_chart_of_the_house_is_left_as_it_is() -> None:
    chart = hostile("Nom", has_chart=True).figures[0].chart
    assert without_foreign_marks(chart) is chart


def _texts(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, dict):
        return [text for value in part.values() for text in _texts(value)]
    if isinstance(part, list | tuple) or hasattr(part, "dtype"):
        return [text for value in list(part) for text in _texts(value)]
    return []


def test_a_picture_shows_the_title_as_it_is() -> None:
    figure = hostile('<b>Nom</b> <a href="https://evil.example">x</a> & $x$', has_chart=True)
    svg = picture.svg(figure).decode()
    assert "<a " not in svg
    letters = re.sub(r"<[^>]*>", "", svg)
    assert '<b>Nom</b> <a href="https://evil.example">x</a> & $x$' in unescape(letters)
