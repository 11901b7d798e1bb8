"""French spaces in what a writer adds around a figure, and in the texts of a report."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import docx as word
import pandas as pd
from pypdf import PdfReader

from method.catalog import load_catalog
from method.wording import Note
from observatory.exports import docx, pdf
from observatory.exports.about import lines
from observatory.exports.model import Document, Paragraphs, QuotedFigure
from observatory.figures.columns import Column
from tests import published_build

BUILD = replace(published_build.BUILD, is_fictional=False)
# Its label, its definition and its formula have amounts and signs.
INDICATORS = tuple(
    load_catalog().indicators[name] for name in ("hours_per_10k", "payment_delay_days")
)
FIGURE = QuotedFigure(
    "freins.x",
    "Des heures",
    pd.DataFrame({"name": ["a"]}),
    (Column("name", "Réseau"),),
    Note("un.", "deux.", "trois."),
    INDICATORS,
    "",
)
TEXT = Paragraphs("Heures pour 10 000 € ; lu ainsi : 5 %", ("Un « mot » ; 10 000 € : 5 % !",))
DOCUMENT = Document("Essai : 5 %", BUILD, "Public", date(2026, 11, 1), (TEXT, FIGURE), ("A ; b.",))
# An ordinary space where a line may be cut between a number and its unit, or before a sign.
ORDINARY = re.compile(r"\d (?:%|€|\d{3}(?!\d))|\S [:;!?](?=\s|$)|« | »")


def test_no_line_of_a_word_file_or_of_a_readme_is_cut_inside_a_number() -> None:
    opened = word.Document(io.BytesIO(docx.write(DOCUMENT)))
    texts = [line.text for line in opened.paragraphs]
    assert any("pour 10\u202f000\u00a0€" in text for text in texts)
    for text in (*texts, *lines(DOCUMENT)[3:]):
        assert ORDINARY.findall(text) == [], text


def test_nor_is_one_of_a_pdf() -> None:
    printed = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(pdf.write(DOCUMENT))).pages
    )
    assert "Lecture\u00a0: un." in printed
    assert ORDINARY.findall(printed.replace("\n", "")) == []
